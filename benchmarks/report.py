"""The table and the JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.pages import MEMORY_GOAL_MIB

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.measure import Result

HEADER = (
    f"{'page':24}{'as':13}{'req/s':>7}{'x user':>8}{'by CPU':>8}{'x fast':>8}{'p50':>8}{'p95':>8}"
    f"{'CPU app':>9}{'db':>6}{'SQL':>5}{'gz kB':>7}{'kB':>7}  goal"
)


class Report:
    """All results of a run, with the pages of comparison at hand."""

    def __init__(self, results: list[Result], memory_mib: float) -> None:
        """Take what was measured."""
        self.results, self.memory_mib = results, memory_mib
        self.limits = {it.page.name: it for it in results if it.page.server == "limits"}
        self.slowness = 1000 / self.limits["user"].of("rate")

    def goals(self, result: Result) -> list[tuple[str, bool]]:
        """Return each goal of a page in words, and whether it is met."""
        goal, found = result.page.goal, []
        if goal.ratio:
            ratio = result.ratio(self.limits[goal.to])
            found.append((f">= {goal.ratio} x {goal.to}", ratio >= goal.ratio))
        if goal.p95_ms:
            limit = goal.p95_ms * self.slowness
            found.append((f"p95 <= {limit:.0f} ms", result.percentile_ms(0.95) <= limit))
        if goal.hash_apart_ms:
            limit = goal.hash_apart_ms * self.slowness
            apart = self.hash_apart_ms(result)
            found.append((f"hash apart {apart:.1f} <= {limit:.0f} ms", apart <= limit))
        if goal.sql:
            found.append((f"SQL <= {goal.sql}", result.sql <= goal.sql))
        if goal.gz_kb:
            found.append((f"gz <= {goal.gz_kb} kB", result.gz_size <= goal.gz_kb * 1000))
        return found

    @staticmethod
    def hash_apart_ms(result: Result) -> float:
        """Return the median request without the check of the password."""
        return result.percentile_ms(0.5) - result.of("hash_seconds") * 1000

    def lines(self) -> list[str]:
        """Return the table."""
        own = 1000 * self.limits["user"].of("own_cpu")
        memory = "met" if self.memory_mib <= MEMORY_GOAL_MIB else "MISSED"
        last = (
            f"Memory of the portal's server and its two workers: {self.memory_mib:.0f} MiB PSS; "
            f"goal <= {MEMORY_GOAL_MIB} MiB: {memory}\n"
            "x user, x fast: requests a second as a share of `user` and `topic50_fast` in the same"
            " round. by CPU: CPU of `user` as a share of the page's, which other load hardly moves."
            "\n"
            f"CPU is in ms a request. The load generator itself took {own:.3f} ms for one of "
            f"`user`: on a core of its own it would end at {1000 / own:.0f} requests a second.\n"
            "Goals in ms are those of a machine where `user` has 1000 requests a second; "
            f"here they are multiplied by {self.slowness:.2f}."
        )
        return [HEADER, *map(self._line, self.results), "", last]

    def _line(self, result: Result) -> str:
        page = result.page
        user, fast = (result.ratio(self.limits[name]) for name in ("user", "topic50_fast"))
        by_cpu = self.limits["user"].cpu_ms() / result.cpu_ms()
        goals = self.goals(result)
        missed = [text for text, is_met in goals if not is_met]
        verdict = f"MISSED: {', '.join(missed)}" if missed else "met" if goals else "-"
        kind = ("POST " if page.form else "") + (page.who or "public")
        return (
            f"{page.name:24}{kind:13}{result.of('rate'):7.0f}{user:8.2f}{by_cpu:8.2f}{fast:8.2f}"
            f"{result.percentile_ms(0.5):8.1f}{result.percentile_ms(0.95):8.1f}"
            f"{1000 * result.of('app_cpu'):9.2f}{1000 * result.of('db_cpu'):6.2f}{result.sql:5}"
            f"{result.gz_size / 1000:7.1f}{result.size / 1000:7.1f}  {verdict}"
        )

    def write(self, file: Path) -> None:
        """Keep the figures for a later comparison."""
        pages = [self._entry(result) for result in self.results]
        text = json.dumps({"memory_mib": round(self.memory_mib), "pages": pages}, indent=1)
        file.write_text(f"{text}\n", encoding="utf-8")

    def _entry(self, result: Result) -> dict[str, Any]:
        page = result.page
        return {
            "name": page.name,
            "who": page.who,
            "requests": len(result.latencies),
            "per_second": round(result.of("rate"), 1),
            "x_user": round(result.ratio(self.limits["user"]), 3),
            "x_user_by_cpu": round(self.limits["user"].cpu_ms() / result.cpu_ms(), 3),
            "x_topic50_fast": round(result.ratio(self.limits["topic50_fast"]), 3),
            "p50_ms": round(result.percentile_ms(0.5), 2),
            "p95_ms": round(result.percentile_ms(0.95), 2),
            "cpu_app_ms": round(1000 * result.of("app_cpu"), 3),
            "cpu_db_ms": round(1000 * result.of("db_cpu"), 3),
            "sql": result.sql,
            "bytes": result.size,
            "bytes_gz": result.gz_size,
            "goals": [{"goal": text, "met": is_met} for text, is_met in self.goals(result)],
        }
