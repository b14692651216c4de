"""Fonts for the browser and compiled translations: made from packages and ``locale/*.po``, never committed.

Works without Django's settings (``python -m apps.core.management.commands.build_assets``), so that the set-up and the
image build need neither a database nor a secret key.
"""

from importlib import resources
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management.base import BaseCommand

ROOT = Path(__file__).resolve().parents[4]
FACES = {
    "pt-sans-400": ("fontpkg_pt_sans", "PT_Sans-Web-Regular.ttf"),
    "pt-sans-700": ("fontpkg_pt_sans", "PT_Sans-Web-Bold.ttf"),
    "pt-serif-400": ("fontpkg_pt_serif", "PT_Serif-Web-Regular.ttf"),
    "pt-serif-700": ("fontpkg_pt_serif", "PT_Serif-Web-Bold.ttf"),
}
# Latin, Latin-1, Cyrillic with the letters of Russia's other languages, punctuation, arrows that the face has, №, ₽.
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x400, 0x530),
    *range(0x2010, 0x2040),
    0x20BD,
    0x2116,
]


def build_fonts(target: Path) -> list[Path]:
    """Write the WOFF2 subsets into ``target``; the same package gives the same bytes."""
    target.mkdir(parents=True, exist_ok=True)
    return [_subset(package, file, target / f"{name}.woff2") for name, (package, file) in FACES.items()]


def _subset(package: str, file: str, path: Path) -> Path:
    from fontTools import subset  # half a second to import: only when fonts are made
    from fontTools.ttLib import TTFont

    source = resources.files(package).joinpath("files", file).read_bytes()
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    options = subset.Options(
        flavor="woff2",
        layout_features=["*"],
        recalc_timestamp=False,
        notdef_outline=True,
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=CHARACTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    draft = path.with_suffix(".draft")
    font.save(draft, reorderTables=False)
    draft.replace(path)
    return path


def compile_translations(locale_dir: Path) -> list[Path]:
    """Compile every ``*.po`` beside itself; fuzzy entries stay out, as gettext does."""
    made = []
    for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3])
        target, draft = source.with_suffix(".mo"), source.with_suffix(".draft")
        with draft.open("wb") as out:
            write_mo(out, catalogue)
        draft.replace(target)
        made.append(target)
    return made


def build(root: Path = ROOT) -> list[Path]:
    """Everything that is made at set-up; returns the files written."""
    return build_fonts(root / "static" / "fonts") + compile_translations(root / "locale")


class Command(BaseCommand):
    help = "Готовит шрифты для браузера и компилирует переводы."
    requires_system_checks = []

    def handle(self, **options):
        for path in build():
            self.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} Б".replace(",", " "))


if __name__ == "__main__":
    build()
