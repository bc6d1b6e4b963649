"""GraphiQL in a browser that reaches no other host."""

import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from api.web_build import WEB
from tests.e2e.witness import Witness

CHINESE = re.compile("[\u4e00-\u9fff]")
EXAMPLES = sorted((WEB / "src/examples").glob("*.graphql"))
#: The text of the editor whose name ends so; Monaco draws only what is on the screen.
_MODEL_TEXT = """suffix => globalThis.__MONACO.editor.getModels()
    .find(model => model.uri.path.endsWith(suffix)).getValue()"""


def test_the_joined_query_runs_with_no_other_host(signed_in: Page, witness: Witness) -> None:
    result = _run(signed_in)
    assert "errors" not in result
    assert result["data"]["unions"]["totalCount"] >= 0
    assert witness.outside == []
    assert witness.complaints == []


def test_an_example_opens_in_a_tab_of_its_own_and_runs(signed_in: Page) -> None:
    panel = signed_in.get_by_role("region", name="示例查询")
    expect(panel.get_by_role("button")).to_have_count(len(EXAMPLES))
    panel.get_by_role("button", name="会员分组统计").click()
    tabs = signed_in.get_by_role("tab", name=re.compile("MembersByStatus|UnionsToAssistance"))
    expect(tabs).to_have_count(2)
    result = _run(signed_in)
    assert "errors" not in result
    assert "members" in result["data"]


def test_every_example_runs_on_the_platform(signed_in: Page) -> None:
    failures = {}
    for path in EXAMPLES:
        query = path.read_text(encoding="utf-8")
        answer = signed_in.request.post("/graphql", data={"query": query}).json()
        if "errors" in answer:
            failures[path.stem] = answer["errors"]
    assert failures == {}


def test_the_schema_is_documented_in_chinese(signed_in: Page) -> None:
    signed_in.get_by_label("Show Documentation Explorer").click()
    documentation = signed_in.get_by_role("region", name="Documentation Explorer")
    documentation.get_by_role("link", name="Query", exact=True).first.click()
    unions = documentation.locator(".graphiql-doc-explorer-item", has_text="unions(")
    expect(unions.first).to_contain_text(CHINESE)


def test_the_explorer_ticks_a_field_into_the_query(signed_in: Page) -> None:
    signed_in.get_by_label("Show GraphiQL Explorer").click()
    field = signed_in.locator('.graphiql-explorer-root [data-field-name="employerName"]').last
    assert "employerName" not in signed_in.evaluate(_MODEL_TEXT, "operation.graphql")
    field.click()
    signed_in.wait_for_function(
        f"() => ({_MODEL_TEXT})('operation.graphql').includes('employerName')"
    )


def test_history_keeps_what_was_run(signed_in: Page) -> None:
    _run(signed_in)
    signed_in.get_by_label("Show History").click()
    history = signed_in.get_by_role("region", name="History")
    expect(history.get_by_text("UnionsToAssistance")).to_be_visible()


def test_an_ended_session_leads_to_sign_in_and_back(signed_in: Page) -> None:
    signed_in.context.clear_cookies()
    signed_in.get_by_role("button", name=re.compile("Execute query")).click()
    expect(signed_in).to_have_url(re.compile(r"/sign-in\?next=%2Fgraphiql$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_we_added_to_graphiql_is_accessible(signed_in: Page, scheme: Any) -> None:
    signed_in.emulate_media(color_scheme=scheme)
    for part in (".masthead", ".examples"):
        violations = Axe().run(signed_in, context=part).response["violations"]
        grave = [rule["id"] for rule in violations if rule["impact"] in {"serious", "critical"}]
        assert grave == []


def _run(page: Page) -> Any:
    """Execute what the editor holds; returns the response, decoded."""
    with page.expect_response("**/graphql"):
        page.get_by_role("button", name=re.compile("Execute query")).click()
    page.wait_for_function(f"() => ({_MODEL_TEXT})('response.json').includes('\"data\"')")
    return json.loads(page.evaluate(_MODEL_TEXT, "response.json"))
