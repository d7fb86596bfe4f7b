"""Plans reworded by a language model that the user names; what adds a fact, or does not come, leaves them as they are.

Any endpoint that speaks OpenAI's chat completions will do. It is sent a plan's own texts and nothing else.
"""

import json
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from hashlib import sha256
from typing import Any

import httpx
from pydantic import SecretStr

from history.errors import UserError
from models.evidence import Text
from models.phrases import LANGUAGES
from models.plans import Outreach, Plan
from models.plans.settings import Rewrite
from serving.outreach.facts import added

_LOG = logging.getLogger(__name__)
MOST_KEPT = 2_000
AT_ONCE = 6
# After an endpoint has failed, so many plans are left as they are before it is asked again.
REST = 30
INSTRUCTIONS = (
    "You polish short sales texts. You are given JSON with the keys en and zh, each with a list of texts. "
    "Reword each text so that it sounds natural and personal. Keep its language, its meaning and about its length. "
    "Keep every number, date, name, link and quotation exactly as it is. Add none, and promise nothing. "
    "Answer with JSON of the same keys and lists of the same lengths, and nothing else."
)
# Opening, next step, and the talking points.
Texts = tuple[Text, ...]


class Refusal(ValueError):
    """An answer that cannot be used, and why."""


def rewrite_key(outreach: Outreach, environment: Mapping[str, str]) -> SecretStr | None:
    """The key of the endpoint, from the variable of the environment that the settings name.

    Raises:
        UserError: the variable is not set.
    """
    if outreach.rewrite is None or outreach.rewrite.key_env is None:
        return None
    name = outreach.rewrite.key_env
    if not environment.get(name):
        raise UserError(f"[outreach.rewrite] key_env: {name} is not set.", f"Set {name}, or leave key_env out.")
    return SecretStr(environment[name])


class Rewriter:
    """Asks for rewordings and keeps them, so that no text is asked for twice. Threads may share it."""

    def __init__(self, settings: Rewrite, key: SecretStr | None = None) -> None:
        self._settings = settings
        headers = {} if key is None else {"authorization": f"Bearer {key.get_secret_value()}"}
        self._client = httpx.Client(timeout=settings.timeout, headers=headers)
        self._pool = ThreadPoolExecutor(AT_ONCE, "rewriting")
        self._kept: OrderedDict[str, Texts | None] = OrderedDict()
        self._turn = threading.Lock()
        self._rest = 0

    def reworded(self, plans: Sequence[Plan]) -> list[Plan]:
        """The plans in their order, each reworded or as it was. Takes `timeout` seconds at the most."""
        tasks = [self._pool.submit(self._one, plan) for plan in plans]
        done, _ = wait(tasks, timeout=self._settings.timeout)
        return [task.result() if task in done else plan for task, plan in zip(tasks, plans, strict=True)]

    def _one(self, plan: Plan) -> Plan:
        name = _name(plan)
        with self._turn:
            if name in self._kept:
                self._kept.move_to_end(name)
                return _with(plan, self._kept[name])
            if self._rest:
                self._rest -= 1
                return plan
        try:
            texts = _checked(plan, self._asked(_texts(plan)))
        except Refusal as refusal:
            _LOG.info("plan %s is left as it is: %s", plan.play, refusal)
            texts = None
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            _LOG.warning("plan %s is left as it is: the endpoint failed, %s", plan.play, type(error).__name__)
            with self._turn:
                self._rest = REST
            return plan
        self._keep(name, texts)
        return _with(plan, texts)

    def _keep(self, name: str, texts: Texts | None) -> None:
        with self._turn:
            self._kept[name] = texts
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _asked(self, texts: Mapping[str, list[str]]) -> Any:
        asked = {
            "model": self._settings.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": INSTRUCTIONS},
                {"role": "user", "content": json.dumps(texts, ensure_ascii=False)},
            ],
        }
        answer = self._client.post(f"{self._settings.url.rstrip('/')}/chat/completions", json=asked)
        answer.raise_for_status()
        said = str(answer.json()["choices"][0]["message"]["content"])
        try:
            return json.loads(re.sub(r"^\s*```(?:json)?|```\s*$", "", said))
        except ValueError:
            raise Refusal("no JSON") from None


def _texts(plan: Plan) -> dict[str, list[str]]:
    """Opening, next step and talking points, in each language."""
    parts = [plan.opening, plan.next_step, *(point.text for point in plan.points)]
    return {language: [getattr(part, language) for part in parts] for language in LANGUAGES}


def _name(plan: Plan) -> str:
    return sha256(json.dumps([plan.play, _texts(plan)]).encode()).hexdigest()


def _checked(plan: Plan, given: Any) -> Texts:
    """The texts given, if they add nothing to the plan's own.

    Raises:
        Refusal: they do, or are not of the right form.
    """
    for language, originals in _texts(plan).items():
        new = given.get(language) if isinstance(given, dict) else None
        if not isinstance(new, list) or len(new) != len(originals) or not all(isinstance(each, str) for each in new):
            raise Refusal(f"{language} has not the texts asked for")
        for original, each in zip(originals, new, strict=True):
            if wrong := added(original, each, language):
                raise Refusal(f"{wrong} ({language})")
    return tuple(Text(*each) for each in zip(given["en"], given["zh"], strict=True))


def _with(plan: Plan, texts: Texts | None) -> Plan:
    """The plan in these words, all else its own; as it is without any."""
    if texts is None:
        return plan
    opening, next_step, *words = texts
    points = tuple(replace(point, text=text) for point, text in zip(plan.points, words, strict=True))
    return replace(plan, opening=opening, next_step=next_step, points=points, rewritten=True)
