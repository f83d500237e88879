"""First authors in several spellings."""

import pytest

from ingest.authors import agree, author

ONE_PERSON = [
    ("Jürgen Müller", "Mueller, J."),
    ("Juergen Mueller", "Jurgen Muller"),
    ("Søren Ångström", "Soeren Aangstroem"),
    ("J. Smith", "John Smith"),
    ("Smith JA", "John A. Smith"),
    ("Smith, John A.", "J. A. Smith"),
    ("Lena van der Berg", "van der Berg, L."),
    ("Lena van der Berg", "Berg, Lena"),
    ("Wei Wang", "Wang Wei"),
    ("Wang Wei", "W. Wang"),
    ("Чебышёв П.", "Pafnuty Chebyshev"),
    ("Юрий Щербаков", "Iurii Shcherbakov"),
    ("Yury Ivanov", "Jurij Iwanow"),
    ("Евгений Жуковский", "Y. Zhukovskii"),
    ("Θεόδωρος Παπαδάκης", "Theodoros Papadakis"),
    ("Jean-Pierre Martin", "J.-P. Martin"),
    ("Martin Luther King Jr.", "King, M. L."),
    ("Margaret Atherton", "Margaret Athertn"),
    ("O'Brien, Ann", "Ann O’Brien"),
    ("Plato", "Plato"),
]
TWO_PEOPLE = [
    ("Wei Wang", "Lei Wang"),
    ("Wei Wang", "Wei Zhang"),
    ("Y. Zhang", "Y. Zheng"),
    ("John Smith", "Mary Smith"),
    ("Ann Lee", "Anna Kim"),
    ("Юрий Иванов", "Юрий Петров"),
    ("张伟", "李伟"),
]


@pytest.mark.parametrize(("one", "two"), ONE_PERSON)
def test_one_person(one: str, two: str) -> None:
    assert agree(author(one), author(two)) is True
    assert agree(author(two), author(one)) is True


@pytest.mark.parametrize(("one", "two"), TWO_PEOPLE)
def test_two_people(one: str, two: str) -> None:
    assert agree(author(one), author(two)) is False
    assert agree(author(two), author(one)) is False


@pytest.mark.parametrize(("one", "two"), [("张伟", "Wei Zhang"), ("", "Wei Zhang"), ("...", "Wei Zhang")])
def test_names_that_cannot_be_compared(one: str, two: str) -> None:
    assert agree(author(one), author(two)) is None
    assert agree(author(two), author(one)) is None


@pytest.mark.parametrize("name", [name for pair in (*ONE_PERSON, *TWO_PEOPLE) for name in pair])
def test_everybody_is_themselves(name: str) -> None:
    assert agree(author(name), author(name)) is True
