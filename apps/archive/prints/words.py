"""Numbers in Russian words, as the last sheet of a sewn volume demands."""

ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
TEENS = (
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
).split()
TENS = (
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
)
HUNDREDS = (
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
)


def in_words(number: int) -> str:
    """«двадцать один» for 21: masculine, nominative.

    Raises:
        ValueError: not within 1…999.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"{number} не входит в 1…999")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [HUNDREDS[hundreds]]
    words += [TEENS[ones]] if tens == 1 else [TENS[tens], ONES[ones]]
    return " ".join(word for word in words if word)


def sheet_word(number: int) -> str:
    """«лист», «листа» or «листов», as the number demands."""
    if number % 100 in range(11, 15):
        return "листов"
    return {1: "лист", 2: "листа", 3: "листа", 4: "листа"}.get(number % 10, "листов")


def sheets_in_words(number: int) -> str:
    """«двадцать один лист», for the certification of a volume (ARC-02)."""
    return f"{in_words(number)} {sheet_word(number)}"


def sheets_of(pages: int) -> int:
    """Sheets of a volume printed on both sides: a sheet is two pages (practice.md, the class journal)."""
    return (pages + 1) // 2
