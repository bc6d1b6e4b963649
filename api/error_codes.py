"""The published list of error codes: ``gonghui schema error-codes``.

Codes of the HTTP side and of the planner stand here; those of the domains are the members
of their enums of failures, found by import. A test compares the list with the sources, so
that no code is answered that is not published.
"""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import schema
from schema.core.enums import Labelled
from schema.core.errors import ErrorCode

#: Code: the HTTP status (200 also as 400 for clients of GraphQL's own media type), the meaning.
EDGE: dict[str, tuple[int, str]] = {
    "BAD_INPUT": (200, "输入值不可用: a value, id, cursor or variable cannot be used"),
    "BAD_REQUEST": (400, "请求无法识别: the body is not a GraphQL request"),
    "BAD_UPLOAD": (400, "上传请求无法识别: the parts do not fit the multipart specification"),
    "BATCH_REFUSED": (400, "不接受批量请求: one operation in a request"),
    "BODY_TOO_LARGE": (413, "请求体过大: more than 100,000 bytes"),
    "CSRF": (403, "缺少防跨站请求头: the header x-gonghui-csrf is missing"),
    "DISCONNECTED": (400, "客户端已断开: the client left while sending"),
    "DOCUMENT_NOT_ALLOWED": (403, "接口账号不能运行此文档: not among the client's documents"),
    "DOCUMENT_NOT_REGISTERED": (403, "文档未登记: only registered documents run here"),
    "INTERNAL": (200, "内部错误: masked; the id in extensions stands in the log"),
    "INTROSPECTION_FORBIDDEN": (403, "无权查看接口结构: for analysts and administrators"),
    "MEDIA_TYPE": (415, "媒体类型不支持: JSON in UTF-8, or multipart with files"),
    "METHOD_NOT_ALLOWED": (405, "请求方法不允许: POST; GET only with a preflight header"),
    "PASSWORD_CHANGE_REQUIRED": (403, "须先修改一次性密码: change the one-time password first"),
    "PERSISTED_QUERY_HASH_MISMATCH": (400, "散列与文档不符: the hash is not the document's"),
    "PERSISTED_QUERY_NOT_FOUND": (200, "散列未知: send the document with its hash once"),
    "PERSISTED_QUERY_NOT_SUPPORTED": (400, "协议版本不支持: only version 1 is known"),
    "RATE_LIMITED": (429, "请求过于频繁: wait as long as Retry-After says"),
    "REQUEST_TIMEOUT": (408, "请求体未按时到达: the body did not arrive in time"),
    "TIMEOUT": (200, "超时: it took too long; 503 for a change, which was not made"),
    "TOO_MANY_FILES": (413, "文件过多: more files than a request may bring"),
    "UNAUTHENTICATED": (401, "未登录: sign in first"),
    "UNAVAILABLE": (503, "暂时不可用: the database cannot be reached, try again"),
    "GRAPHQL_PARSE_FAILED": (200, "文档语法错误: the document cannot be parsed"),
    "GRAPHQL_VALIDATION_FAILED": (200, "文档不合模式: the document does not fit the schema"),
    "OPERATION_NOT_FOUND": (200, "操作不存在: name one operation of the document"),
    "DEPTH_LIMIT": (200, "嵌套过深: the document is nested too deeply"),
    "FIELD_LIMIT": (200, "字段过多: too many fields"),
    "ALIAS_LIMIT": (200, "别名过多: too many aliases"),
    "DIRECTIVE_LIMIT": (200, "指令过多: too many directives"),
    "TOKEN_LIMIT": (200, "记号过多: the document is too long"),
    "MUTATION_LIMIT": (200, "变更过多: too many changes in a document"),
    "FILTER_LIMIT": (200, "筛选条件过多: a filter has too many conditions"),
    "FORBIDDEN_FIELD": (200, "无权按此字段筛选或排序: not a field to filter or sort by for you"),
    "INVALID_CURSOR": (200, "游标不属于此列表: the cursor is not one of this list"),
    "OIDC_REFUSED": (401, "统一身份认证未通过: the identity provider did not vouch"),
    "OIDC_STATE": (400, "统一身份认证已过期: begin signing in anew"),
    "PAGE_TOO_LARGE": (200, "每页条数过多: a page or a set of groups is too long"),
    "SEARCH_TEXT": (200, "检索词过短: search by three characters or a whole number"),
    "MANY_CHANGED": (200, "一次变化过多: beside data, a hint to read the list again"),
    "SLOW_CONSUMER": (200, "订阅接收过慢: the stream ended, its client reads too slowly"),
    "SUBSCRIPTION_TRANSPORT": (400, "订阅须用 SSE 或 WebSocket: not by plain HTTP"),
    "TOO_MANY_FIELDS": (200, "字段过多: too many fields under one group or sum"),
    "TOO_MANY_IDS": (200, "标识过多: too many ids"),
    "COST_LIMIT": (200, "代价过高: cost and limit stand in extensions"),
}


def domain_codes() -> Iterator[type[Labelled]]:
    """The enums of expected failures: core's, and those of the domains, by module."""
    yield ErrorCode
    seen: set[type] = {ErrorCode}
    for entry in pkgutil.walk_packages(schema.__path__, "schema."):
        module = import_module(entry.name)
        for _, found in sorted(inspect.getmembers(module, inspect.isclass)):
            own = found.__module__ == module.__name__ and found.__name__.endswith("Error")
            if own and issubclass(found, Labelled) and found not in seen:
                seen.add(found)
                yield found


def published() -> set[str]:
    """Every code that an answer may carry."""
    return set(EDGE) | {member.value for codes in domain_codes() for member in codes}


def document() -> str:
    """The list as Markdown, as committed in ``deploy/error-codes.md``."""
    parts = [
        "# Error codes\n\n",
        "Written by `gonghui schema error-codes`; do not edit by hand. Every entry of `errors`,\n",
        "in an answer or in the payload of a mutation, carries one of these codes.\n\n",
        "## Of the endpoint\n\n| Code | HTTP | Meaning |\n|---|---|---|\n",
    ]
    parts.extend(
        f"| `{code}` | {status} | {EDGE[code][1]} |\n" for code, (status, _) in EDGE.items()
    )
    for codes in domain_codes():
        parts.append(f"\n## {codes.__module__.removeprefix('schema.')}: {codes.__name__}\n\n")
        parts.append("| Code | Meaning |\n|---|---|\n")
        parts.extend(f"| `{member.value}` | {member.label} |\n" for member in codes)
    return "".join(parts)
