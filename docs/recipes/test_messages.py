"""pytest and requests, each test in a world of its own, of the gateway at GATEWAY_URL."""

import os
import uuid

import pytest
import requests

GATEWAY = os.environ.get("GATEWAY_URL", "http://127.0.0.1:9001")
CUSTOMER = {"x-access-token": "con_test_contact"}
MESSAGES = "/v1/backend/conversation_messages"


@pytest.fixture
def world():
    """The address of a new world, which is gone after the test."""
    name = f"py-{uuid.uuid4().hex[:12]}"
    url = f"{GATEWAY}/_world/{name}"
    requests.post(f"{GATEWAY}/_mock/worlds", json={"name": name}, timeout=10).raise_for_status()
    yield url
    requests.delete(f"{GATEWAY}/_mock/worlds/{name}", timeout=10).raise_for_status()


def send(world, text):
    body = {"type": "text", "text": text}
    return requests.post(world + MESSAGES, json=body, headers=CUSTOMER, timeout=10)


def test_a_message_is_listed(world):
    assert send(world, "Hello").status_code == 200
    listed = requests.get(world + MESSAGES, headers=CUSTOMER, timeout=10).json()
    assert "Hello" in [message["content"].get("text") for message in listed["data"]]


def test_what_failed_is_sent_again(world):
    fault = {
        "match": {"operation": "sendMessage"},
        "effect": {"kind": "status", "status": 503},
        "times": 1,
    }
    requests.post(f"{world}/_mock/faults", json=fault, timeout=10).raise_for_status()
    assert [send(world, "Hello").status_code for _ in range(2)] == [503, 200]
    asked = {"operation": "sendMessage", "count": 2, "timeout": 5000}
    waited = requests.get(f"{world}/_mock/requests/wait", params=asked, timeout=10).json()
    assert waited["timed_out"] is False
    assert sorted(entry["response"]["status"] for entry in waited["requests"]) == [200, 503]
