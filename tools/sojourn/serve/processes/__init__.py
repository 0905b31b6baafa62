"""What works behind all interfaces: the registry, the processes for queries and for rules, and the answers that are kept.

`backend` answers what the interfaces ask; `pool` shares a few processes among many requests; `rule_worker` asks a process and
kills it at its limit, `work` is what runs there (its words by `words`); `cache` keeps answers.

May know: `serve.http`. Read `backend` first.
"""
