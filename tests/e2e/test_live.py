"""Live answers and fresh proofs in GraphiQL, as a person meets them."""

import json
import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Execute
from tests.e2e.live import LiveServer
from tests.e2e.witness import Witness

_SET = """([suffix, text]) => globalThis.__MONACO.editor.getModels()
    .find(model => model.uri.path.endsWith(suffix)).setValue(text)"""
_TEXT = """suffix => globalThis.__MONACO.editor.getModels()
    .find(model => model.uri.path.endsWith(suffix)).getValue()"""
RECEIVED = "subscription Received { notificationReceived { title } }"
TELL = """insert into notification (user_id, kind, title, entity, entity_id)
    select id, 'JOB_FAILED', $2, 'job_run', uuidv7() from app_user where username = $1"""
OLDER = """update user_session set proved_at = now() - interval '1 hour'
    where user_id = (select id from app_user where username = $1)"""
FORGET = "select pg_notify('gonghui_principal', '')"
RESET = """mutation Reset { resetPassword(userId: "%s") { path errors { code message } } }"""


def write(page: Page, text: str) -> None:
    """Write an operation with a name, and wait until its tab shows that."""
    page.evaluate(_SET, ["operation.graphql", text])
    expect(page.get_by_role("tab", name=text.split()[1])).to_be_visible()


def answered(page: Page, words: str) -> Any:
    """Wait until the answer holds these words; the answer, decoded."""
    page.wait_for_function(f"words => ({_TEXT})('response.json').includes(words)", arg=words)
    return json.loads(page.evaluate(_TEXT, "response.json"))


def test_an_event_is_shown_when_it_happens(
    signed_in: Page, live_server: LiveServer, execute: Execute, witness: Witness
) -> None:
    write(signed_in, RECEIVED)
    with signed_in.expect_request("**/graphql") as request:
        signed_in.get_by_role("button", name=re.compile("Execute query")).click()
    assert request.value.headers["accept"] == "text/event-stream"
    assert request.value.response() is not None  # the stream has begun
    for title in ("任务失败: 一", "任务失败: 二"):
        execute(TELL, live_server.username, title)
        assert answered(signed_in, title) == {"data": {"notificationReceived": {"title": title}}}
    signed_in.get_by_role("button", name=re.compile("Stop query")).click()
    expect(signed_in.get_by_role("button", name=re.compile("Execute query"))).to_be_visible()
    assert witness.complaints == []


def test_an_operation_that_wants_a_proof_asks_for_it_and_goes_on(
    signed_in: Page, live_server: LiveServer, execute: Execute, witness: Witness
) -> None:
    live_server.newcomer("proved")
    found = signed_in.request.post(
        "/graphql", data={"query": '{ users(filter: {username: {eq: "proved"}}) { nodes { id } } }'}
    ).json()
    execute(OLDER, live_server.username)
    execute(FORGET)
    write(signed_in, RESET % found["data"]["users"]["nodes"][0]["id"])
    run = signed_in.get_by_role("button", name=re.compile("Execute query"))
    dialog = signed_in.get_by_role("dialog", name="请再次验证身份")
    run.click()
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("密码")).to_be_focused()
    grave = Axe().run(signed_in, context=".proof").response["violations"]
    assert [rule["id"] for rule in grave if rule["impact"] in {"serious", "critical"}] == []
    dialog.get_by_role("button", name="取消").click()
    refused = answered(signed_in, "STEP_UP_REQUIRED")
    assert refused["data"]["resetPassword"]["path"] is None
    run.click()
    dialog.get_by_label("密码").fill("surely not the password")
    dialog.get_by_role("button", name="验证并运行").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("密码").fill(live_server.password)
    signed_in.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    done = answered(signed_in, "/sign-in")
    assert done["data"]["resetPassword"]["errors"] == []
    assert [each for each in witness.complaints if "401" not in each] == []
