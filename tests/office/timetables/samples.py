"""Small timetable files of every format, with invented people; tests change parts of them."""

from __future__ import annotations

from apps.core.tables import OutSheet, write_xlsx

ASC = """<?xml version="1.0" encoding="windows-1251"?>
<timetable importtype="database" options="export:idprefix:%CHRID" displayname="aSc Timetables 2012 XML">
 <periods columns="period,name,short,starttime,endtime">
  <period period="1" name="1" short="1" starttime="8:30" endtime="9:10"/>
  <period period="2" name="2" short="2" starttime="9:25" endtime="10:05"/>
  <period period="3" name="Обед" short="О" starttime="10:05" endtime="10:25"/>
  <period period="4" name="3" short="3" starttime="10:25" endtime="11:05"/>
 </periods>
 <daysdefs><daysdef id="D1" days="10000" name="Понедельник" short="Пн"/>
  <daysdef id="D2" days="01000" name="Вторник" short="Вт"/></daysdefs>
 <weeksdefs><weeksdef id="W0" weeks="11"/><weeksdef id="W1" weeks="10"/></weeksdefs>
 <subjects><subject id="S1" name="Математика" short="Мат"/><subject id="S2" name="Английский язык" short="Англ"/>
  <subject id="S3" name="Физ-ра" short="Ф"/></subjects>
 <teachers><teacher id="T1" name="Алексеева А. П." short="Ал" firstname="Анна" lastname="Алексеева"/>
  <teacher id="T2" name="Орлова О. О." short="Ор"/><teacher id="T3" name="Ёршов П. П." short="Ёр"/></teachers>
 <classrooms><classroom id="R1" name="21" short="21"/><classroom id="R2" name="Спортзал" short="СЗ"/></classrooms>
 <classes><class id="C1" name="7A" short="7A"/><class id="C2" name="7Б" short="7Б"/></classes>
 <groups><group id="G1" classid="C1" name="Весь класс" entireclass="1"/><group id="G2" classid="C1" name="1 группа"/>
  <group id="G3" classid="C1" name="2 группа"/><group id="G4" classid="C2" name="Весь класс" entireclass="1"/></groups>
 <lessons>
  <lesson id="L1" subjectid="S1" classids="C1" groupids="G1" teacherids="T1" classroomids="R1" periodspercard="1"
   periodsperweek="3.0"/>
  <lesson id="L2" subjectid="S2" classids="C1" groupids="G2" teacherids="T2" classroomids="" periodsperweek="1.5"/>
  <lesson id="L3" subjectid="S3" classids="C1,C2" groupids="G1,G4" teacherids="T3,T2" periodsperweek="1"/>
  <lesson id="L4" subjectid="S1" classids="C2" groupids="G4" teacherids="" periodsperweek="2"/>
 </lessons>
 <cards>
  <card lessonid="L1" period="1" days="10000" weeks="11" terms="1" classroomids="R1"/>
  <card lessonid="L1" period="2" days="10000" weeks="11" terms="1" classroomids="R1"/>
  <card lessonid="L1" period="4" days="01000" weeks="10" terms="1" classroomids="R1"/>
  <card lessonid="L2" period="2" days="01000" weeks="11" terms="1" classroomids=""/>
  <card lessonid="L3" period="1" days="01000" weeks="11" terms="1" classroomids="R2"/>
  <card lessonid="L3" period="1" days="01000" weeks="11" terms="1" classroomids="R2"/>
  <card lessonid="L9" period="1" days="01000" weeks="11" terms="1" classroomids="R2"/>
 </cards>
</timetable>
""".encode("cp1251")

NETSCHOOL = """<?xml version="1.0" encoding="windows-1251"?>
<TimeTableExchange xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="TimeTableWeek.xsd">
 <LessonTimes><LessonTime id="11" starttime="8:30" endtime="9:10" sm="1" number="1"/>
  <LessonTime id="12" starttime="9:25" endtime="10:05" sm="1" number="2"/></LessonTimes>
 <teachers><teacher tid="501" firstname="Алексеева" middlename="Петровна" lastname="Анна"/>
  <teacher tid="502" firstname="Орлова" middlename="Олеговна" lastname="Ольга"/></teachers>
 <subjects><subject sid="1" name="Математика" abbr="мат"><teacher tid="501"/></subject>
  <subject sid="2" name="Английский язык" abbr="англ"/></subjects>
 <Rooms><room id="31" name="21" seats="30" floor="2"/></Rooms>
 <Plan><class id="71" name="7а" grade="7">
   <csg id="901" sid="1" name="Математика" groupid="" tid="501" hrsweek="3"/>
   <csg id="902" sid="2" name="Английский язык/1 гр." groupid="5" tid="502" hrsweek="1"/>
   <csg id="903" sid="2" name="Английский язык/2 гр." groupid="6" tid="502" hrsweek="1"/></class>
  <class id="72" name="7б" grade="7"><csg id="904" sid="1" name="Математика" tid="" hrsweek="3"/></class></Plan>
 <TimeTable>
  <Week id="1" name="Неделя 14.09.2026 - 20.09.2026">
   <Day id="1" name="Понедельник" wd="1"><Lesson timeId="11"><csg id="901" roomid="31"/></Lesson>
    <Lesson timeId="12"><csg id="902" roomid=""/></Lesson></Day></Week>
  <Week id="2" name="Неделя 21.09.2026 - 27.09.2026">
   <Day id="1" name="Понедельник" wd="1"><Lesson timeid="11"><csg id="901" roomid="31"/></Lesson>
    <Lesson timeid="12"><csg id="903" roomid=""/><csg id="999" roomid=""/></Lesson></Day></Week>
 </TimeTable>
</TimeTableExchange>
""".encode("cp1251")

FET = """<?xml version="1.0" encoding="UTF-8"?>
<fet version="6.8.5">
<Days_List><Number_of_Days>2</Number_of_Days><Day><Name>Понедельник</Name></Day><Day><Name>Вторник</Name></Day></Days_List>
<Hours_List><Number_of_Hours>3</Number_of_Hours><Hour><Name>1</Name></Hour><Hour><Name>2</Name></Hour>
<Hour><Name>3</Name></Hour></Hours_List>
<Subjects_List><Subject><Name>Математика</Name></Subject><Subject><Name>Английский язык</Name></Subject></Subjects_List>
<Teachers_List><Teacher><Name>Алексеева Анна Петровна</Name></Teacher>
<Teacher><Name>Орлова О.О.</Name></Teacher></Teachers_List>
<Students_List><Year><Name>7А</Name><Group><Name>7А-1</Name></Group><Group><Name>7А-2</Name></Group></Year></Students_List>
<Activities_List>
<Activity><Teacher>Алексеева Анна Петровна</Teacher><Subject>Математика</Subject><Students>7А</Students>
<Duration>2</Duration><Total_Duration>2</Total_Duration><Id>1</Id><Active>true</Active></Activity>
<Activity><Teacher>Орлова О.О.</Teacher><Subject>Английский язык</Subject><Students>7А-1</Students>
<Duration>1</Duration><Total_Duration>1</Total_Duration><Id>2</Id><Active>true</Active></Activity>
</Activities_List>
<Time_Constraints_List><ConstraintActivityPreferredStartingTime><Weight_Percentage>100</Weight_Percentage>
<Activity_Id>1</Activity_Id><Preferred_Day>Вторник</Preferred_Day><Preferred_Hour>2</Preferred_Hour><Active>true</Active>
</ConstraintActivityPreferredStartingTime></Time_Constraints_List>
<Space_Constraints_List><ConstraintActivityPreferredRoom><Activity_Id>1</Activity_Id><Room>21</Room><Active>true</Active>
</ConstraintActivityPreferredRoom></Space_Constraints_List>
<Rooms_List><Room><Name>21</Name></Room></Rooms_List>
</fet>
""".encode()

XHSTT = """<HighSchoolTimetableArchive><Instances><Instance Id="X"><Times><TimeGroups>
<Day Id="d1"><Name>Monday</Name></Day><Day Id="d2"><Name>Tuesday</Name></Day></TimeGroups>
<Time Id="t1"><Name>M1</Name><Day Reference="d1"/></Time><Time Id="t2"><Name>M2</Name><Day Reference="d1"/></Time>
<Time Id="t3"><Name>T1</Name><Day Reference="d2"/></Time></Times>
<Resources><Resource Id="r1"><Name>7А</Name><ResourceType Reference="Class"/></Resource>
<Resource Id="r2"><Name>Алексеева А. П.</Name><ResourceType Reference="Teacher"/></Resource>
<Resource Id="r3"><Name>21</Name><ResourceType Reference="Room"/></Resource></Resources>
<Events><EventGroups><Course Id="c1"><Name>Математика</Name></Course></EventGroups>
<Event Id="e1"><Name>Урок</Name><Duration>2</Duration><Course Reference="c1"/><Resources><Resource Reference="r1"/>
<Resource Reference="r2"/><Resource><Role>room</Role><ResourceType Reference="Room"/></Resource></Resources></Event>
</Events></Instance></Instances><SolutionGroups><SolutionGroup Id="s"><Solution Reference="X"><Events>
<Event Reference="e1"><Duration>1</Duration><Time Reference="t2"/><Resources><Resource Reference="r3"><Role>room</Role>
</Resource></Resources></Event><Event Reference="e1"><Duration>1</Duration><Time Reference="t3"/></Event>
<Event Reference="e9"><Time Reference="t1"/></Event></Events></Solution></SolutionGroup></SolutionGroups>
</HighSchoolTimetableArchive>
""".encode()

GRID_ROWS = [
    ["Расписание уроков", "", "", ""],
    ["Дни", "Уроки", "7а", "7Б"],
    ["Понедельник", 1, "Математика Алексеева А.П. 21", "Физ-ра (спортзал)"],
    ["", 2, "Английский язык\nОрлова О.О. 21\nОрлова О.О. 22", "Математика, Борисов Б.Б., каб. 23"],
    ["", 3, "", "Литература / Информатика"],
    ["Вторник", 0, "Кл.час", "<<<<"],
    ["", 1, "Английский язык (305,307)", "-"],
]


def grid(rows=None, name: str = "Лист1") -> bytes:
    """The grid as a workbook."""
    rows = rows or GRID_ROWS
    return write_xlsx([OutSheet(name, rows[0], rows[1:])])
