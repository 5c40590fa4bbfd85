"""Invented names and places. Nobody is meant; the addresses end in .example, which reaches no one."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tiwala.customers.facts import CustomerFacts

FIRST = [
    "Ana",
    "Ben",
    "Carla",
    "Dario",
    "Elena",
    "Fidel",
    "Grace",
    "Hector",
    "Imelda",
    "Jun",
    "Karina",
    "Lito",
    "Marites",
    "Nestor",
    "Ofelia",
    "Paolo",
    "Queenie",
    "Rico",
    "Sheila",
    "Tomas",
    "Ursula",
    "Vic",
    "Wilma",
    "Xyza",
    "Yolanda",
    "Zaldy",
    "Althea",
    "Bayani",
    "Corazon",
    "Dencio",
    "Esperanza",
    "Ferdie",
    "Gina",
    "Honesto",
    "Isabel",
    "Jericho",
    "Kristine",
    "Lourdes",
    "Mang-Oca",
    "Noemi",
]
LAST = [
    "Reyes",
    "Santos",
    "Cruz",
    "Bautista",
    "Ocampo",
    "Garcia",
    "Mendoza",
    "Torres",
    "Castillo",
    "Ramos",
    "Villanueva",
    "Aquino",
    "Dela-Peña",
    "Navarro",
    "Salazar",
    "Mercado",
    "Pascual",
    "Domingo",
    "Evangelista",
    "Rivera",
    "Manalo",
    "Soriano",
    "Ignacio",
    "Padilla",
    "Tolentino",
    "Valdez",
    "Corpuz",
    "Lim",
    "Marasigan",
    "Nuñez",
    "Ortega",
    "Panganiban",
    "Quizon",
    "Roxas",
    "Sison",
    "Tan",
    "Umali",
    "Velasco",
    "Yap",
    "Zamora",
]
STREETS = ("Mabini", "Rizal", "Bonifacio", "Luna", "Del Pilar", "Sampaguita", "Ilang-Ilang", "Malakas", "Maginhawa")
TOWNS = ("Quezon City", "Marikina City", "Pasig City", "Antipolo, Rizal", "San Mateo, Rizal")
COMPANIES = ("Kapitbahay Sari-Sari Store", "Maginhawa Dental Clinic", "Lakbay Travel and Tours", "Tahanan Daycare")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a customer pays each month."""

    name: str
    price_minor: int


PLANS = (
    Plan("Fiber 50 Mbps", 99_900),
    Plan("Fiber 100 Mbps", 149_900),
    Plan("Fiber 200 Mbps", 199_900),
    Plan("Fiber Negosyo 300 Mbps", 349_900),
)


def customers(chance: Random) -> list[CustomerFacts]:
    """Forty of them: four companies with TINs, the others households, a third reading Filipino."""
    return [_company(place, name, chance) for place, name in enumerate(COMPANIES)] + [
        _household(place, chance) for place in range(40 - len(COMPANIES))
    ]


def _company(place: int, name: str, chance: Random) -> CustomerFacts:
    return CustomerFacts(
        name=name,
        email=f"accounts{place}@{name.split(maxsplit=1)[0].lower()}.example",
        phone=_phone(chance),
        address=_address(chance),
        tin=f"{chance.randrange(100, 999)}-{chance.randrange(100, 999)}-{chance.randrange(100, 999)}-00000",
        tax_kind="vat" if place % 2 == 0 else "non_vat",
    )


def _household(place: int, chance: Random) -> CustomerFacts:
    first, last = FIRST[place].replace("-", " "), LAST[place].replace("-", " ")
    plain = f"{first}.{last}".lower().replace(" ", "").replace("ñ", "n")
    return CustomerFacts(
        name=f"{first} {last}",
        email=f"{plain}@mail.example",
        phone=_phone(chance),
        address=_address(chance),
        language="fil" if place % 3 == 1 else "en",
    )


def _phone(chance: Random) -> str:
    return f"0917{chance.randrange(1_000_000, 9_999_999)}"


def _address(chance: Random) -> str:
    return f"{chance.randrange(1, 240)} {chance.choice(STREETS)} Street, {chance.choice(TOWNS)}"
