from __future__ import annotations

from ipaddress import ip_address

import pytest
from vouajudar_stub.domain.webhook_targets import TargetRules

STRICT, SANDBOX = TargetRules(), TargetRules(sandbox=True)

PRIVATE = [
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/hook",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[::]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[2002:0a00:0001::1]/",
    "https://[::10.0.0.1]/",
    "https://167772161/",
    "https://0x0a000001/",
    "https://0xa.0.0.1/",
    "https://012.0.0.1/",
    "https://10.1/",
    "https://10.0.0.1./",
    "https://\uff11\uff10.0.0.1/",
    "https://10\u30020\u30020\u30021/",
    "https://10.0.0.1\u3002/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2001:0:a00:1::1]/",
    "https://[100::1]/",
    "https://192.0.0.1/",
    "https://198.18.0.1/",
    "https://192.0.2.1/",
]

LOOPBACK = [
    "https://127.0.0.1/",
    "https://127.8.9.10:8443/hook",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://hooks.localhost/",
]

NO_URL = [
    "https://[::1/",
    "https://a:99999/",
    "https://a:b/",
    "https://exa mple/",
    "https://%31%30.0.0.1/",
    "https://a\\b/",
    "https://-a/",
    "https://user@partner.example/",
    "https://user:word@partner.example/",
    "https://@partner.example/",
    "https://[2606:4700::1111%25eth0]/",
    "https://[2606:4700::1111%eth0]/",
    "https://partner.example:0/",
    "https://partner.example../",
    "https://1.2.3.4.5/",
    "https://0x7f.0.0.0.1/",
    "https://256.0.0.1/",
    "https://partner.0x7f/",
    "https:///hook",
    "ftp://partner.example/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_nothing_is_sent_into_a_private_network_however_its_address_is_written(url: str) -> None:
    assert STRICT.url_objection(url) is not None
    assert SANDBOX.url_objection(url) is not None


@pytest.mark.parametrize("url", LOOPBACK)
def test_loopback_is_for_the_sandbox_alone(url: str) -> None:
    assert STRICT.url_objection(url) is not None
    assert SANDBOX.url_objection(url) is None


@pytest.mark.parametrize("url", NO_URL)
def test_what_no_host_can_be_read_from_is_refused(url: str) -> None:
    assert STRICT.url_objection(url) is not None
    assert SANDBOX.url_objection(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.rota-solidaria.example/vouajudar",
        "HTTPS://partner.example.org:8443/a?b=c#d",
        "https://\u00e1gua.example/",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[64:ff9b::8.8.8.8]/",
        "https://partner.example./",
    ],
)
def test_public_addresses_and_names_are_targets(url: str) -> None:
    assert STRICT.url_objection(url) is None


def test_plain_http_is_for_the_sandbox_alone() -> None:
    assert STRICT.url_objection("http://partner.example.org/") is not None
    assert SANDBOX.url_objection("http://partner.example.org/") is None


def test_an_address_that_a_name_led_to_is_judged_like_a_literal_one() -> None:
    assert STRICT.address_objection(ip_address("127.0.0.1")) is not None
    assert STRICT.address_objection(ip_address("::ffff:192.168.0.1")) is not None
    assert STRICT.address_objection(ip_address("8.8.8.8")) is None
