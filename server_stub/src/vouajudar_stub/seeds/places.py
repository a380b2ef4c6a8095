"""Where the sandbox's partners cook, shelter and hand over (WGS 84)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CENTRE = "poa_centro"
"""Seed of the kitchen from which the distances of the check set are measured."""


@dataclass(frozen=True, slots=True)
class SeedPlace:
    """A location to be. `partner`: the seed of the partner that registers it."""

    seed: str
    """Its id follows from it, so that it is the same in every sandbox and after every reset."""
    partner: str
    kind: Literal["provider", "shelter", "distribution_center"]
    name: str
    address: str
    city_id: str
    lat: float
    lng: float
    capacity: int | None = None
    daily_need: int | None = None
    pet_friendly: bool = False


PLACES: tuple[SeedPlace, ...] = (
    SeedPlace(
        CENTRE,
        "poa_centro",
        "provider",
        "Cozinha Solidaria Guaiba Vivo",
        "Rua dos Andradas 1001, Centro Historico",
        "porto-alegre",
        -30.0346,
        -51.2177,
    ),
    SeedPlace(
        "poa_centro_shelter",
        "poa_centro",
        "shelter",
        "Abrigo Ginasio Menino Deus",
        "Avenida Getulio Vargas 300, Menino Deus",
        "porto-alegre",
        -30.0556,
        -51.2240,
        capacity=300,
        daily_need=450,
    ),
    SeedPlace(
        "poa_sarandi",
        "provider",
        "provider",
        "Restaurante Ponte de Pedra",
        "Avenida Assis Brasil 7500, Sarandi",
        "porto-alegre",
        -29.9893,
        -51.1293,
    ),
    SeedPlace(
        "canoas",
        "canoas",
        "provider",
        "Panelao Mathias",
        "Rua Coronel Vicente 210, Mathias Velho",
        "canoas",
        -29.9178,
        -51.1836,
    ),
    SeedPlace(
        "canoas_shelter",
        "canoas",
        "shelter",
        "Abrigo Campus Canoas",
        "Avenida do Campus 800, Sao Jose",
        "canoas",
        -29.8890,
        -51.1600,
        capacity=3000,
        daily_need=6000,
        pet_friendly=True,
    ),
    SeedPlace(
        "guaiba_eldorado",
        "provider",
        "provider",
        "Cozinha Beira Lago",
        "Rua da Orla 45, Centro",
        "guaiba",
        -30.1136,
        -51.3250,
    ),
    SeedPlace(
        "guaiba_eldorado_shelter",
        "shelter",
        "shelter",
        "Abrigo Parque Eldorado",
        "Estrada do Parque 1200, Parque Eldorado",
        "eldorado-do-sul",
        -30.0839,
        -51.6161,
        capacity=180,
        daily_need=360,
    ),
    SeedPlace(
        "sao_leopoldo",
        "provider",
        "provider",
        "Padaria Rio dos Sinos",
        "Rua Independencia 640, Centro",
        "sao-leopoldo",
        -29.7604,
        -51.1472,
    ),
    SeedPlace(
        "sao_leopoldo_shelter",
        "shelter",
        "shelter",
        "Abrigo Novo Hamburgo",
        "Rua das Fabricas 90, Centro",
        "novo-hamburgo",
        -29.6783,
        -51.1306,
        capacity=500,
        daily_need=1000,
    ),
    SeedPlace(
        "viamao",
        "provider",
        "provider",
        "Cozinha Assentamento Semente",
        "Estrada da Semente, km 4",
        "viamao",
        -30.0811,
        -51.0233,
    ),
    SeedPlace(
        "viamao_shelter",
        "shelter",
        "shelter",
        "Abrigo Restinga",
        "Avenida Nilo Wulff 500, Restinga",
        "porto-alegre",
        -30.1487,
        -51.1400,
        capacity=650,
        daily_need=1300,
    ),
    SeedPlace(
        "vale_taquari",
        "provider",
        "provider",
        "Cozinha do Vale",
        "Rua Sete de Setembro 77, Centro",
        "encantado",
        -29.2351,
        -51.8703,
    ),
    SeedPlace(
        "vale_taquari_roca_sales",
        "shelter",
        "shelter",
        "Abrigo Roca Sales",
        "Rua General Daltro 15, Centro",
        "roca-sales",
        -29.2885,
        -51.8658,
        capacity=220,
        daily_need=440,
    ),
    SeedPlace(
        "vale_taquari_lajeado",
        "shelter",
        "shelter",
        "Abrigo Lajeado",
        "Avenida Benjamin Constant 2000, Centro",
        "lajeado",
        -29.4669,
        -51.9614,
        capacity=400,
        daily_need=800,
    ),
    SeedPlace(
        "zona_sul",
        "provider",
        "provider",
        "Cantina Laguna",
        "Rua do Porto 33, Porto",
        "pelotas",
        -31.7719,
        -52.3425,
    ),
    SeedPlace(
        "zona_sul_shelter",
        "shelter",
        "shelter",
        "Abrigo Colonia de Pescadores",
        "Rua dos Pescadores 8, Quarta Secao da Barra",
        "rio-grande",
        -32.0350,
        -52.0986,
        capacity=152,
        daily_need=300,
        pet_friendly=True,
    ),
)
"""The 16 places of every sandbox. Others within a radius of the centre's kitchen: 2,500 m 1; 10,000 m 2; 13,400 m 3;
15,000 m 5; 20,000 m 7; 40,000 m 9; 100,000 m 11."""

DEMO_PLACES: tuple[SeedPlace, ...] = (
    SeedPlace(
        "juiz_de_fora",
        "provider",
        "provider",
        "Cozinha Comunitaria Mata Mineira",
        "Rua Halfeld 500, Centro",
        "juiz-de-fora",
        -21.7610,
        -43.3490,
    ),
    SeedPlace(
        "juiz_de_fora_centro",
        "shelter",
        "shelter",
        "Abrigo Centro",
        "Rua Santa Rita 120, Centro",
        "juiz-de-fora",
        -21.7642,
        -43.3503,
        capacity=200,
        daily_need=150,
    ),
    SeedPlace(
        "juiz_de_fora_bairro_alto",
        "shelter",
        "shelter",
        "Abrigo Bairro Alto",
        "Rua do Alto 9, Bairro Alto",
        "juiz-de-fora",
        -21.7842,
        -43.3705,
        capacity=150,
        daily_need=100,
    ),
    SeedPlace(
        "recife_serra",
        "provider",
        "provider",
        "Mare Solidaria",
        "Rua da Aurora 300, Boa Vista",
        "recife",
        -8.0476,
        -34.8770,
    ),
    SeedPlace(
        "recife_serra_petropolis",
        "provider",
        "provider",
        "Serra Unida",
        "Rua do Imperador 60, Centro",
        "petropolis",
        -22.5050,
        -43.1786,
    ),
    SeedPlace(
        "recife_serra_sao_sebastiao",
        "provider",
        "provider",
        "Litoral Acolhe",
        "Avenida da Praia 18, Centro",
        "sao-sebastiao",
        -23.7600,
        -45.4097,
    ),
    SeedPlace(
        "recife_serra_belo_horizonte",
        "provider",
        "provider",
        "BH Reparte",
        "Avenida Amazonas 700, Centro",
        "belo-horizonte",
        -19.9167,
        -43.9345,
    ),
)
"""What `--demo` adds; each providing place with batches."""


@dataclass(frozen=True, slots=True)
class SeedBatch:
    """A batch of a demo place, marked ready."""

    seed: str
    place: str
    product_type: str
    quantity: int
    description: str
    storage: str = "ambient"


DEMO_BATCHES: tuple[SeedBatch, ...] = (
    SeedBatch("juiz_de_fora_1", "juiz_de_fora", "meal", 150, "Arroz, feijao, couve e frango", "hot"),
    SeedBatch("juiz_de_fora_2", "juiz_de_fora", "medicine", 40, "Kits de primeiros socorros"),
    *(
        SeedBatch(f"{place}_{number}", place, product_type, quantity, description, storage)
        for place in ("recife_serra", "recife_serra_petropolis", "recife_serra_sao_sebastiao", "recife_serra_belo_horizonte")
        for number, (product_type, quantity, description, storage) in enumerate(
            (
                ("meal", 120, "Marmitas do almoco", "hot"),
                ("meal", 90, "Sopa do jantar", "hot"),
                ("ingredient", 200, "Arroz e feijao", "ambient"),
                ("clothing", 80, "Agasalhos", "ambient"),
                ("hygiene", 300, "Kits de higiene", "ambient"),
                ("cleaning", 60, "Agua sanitaria e panos", "ambient"),
            ),
            1,
        )
    ),
)
