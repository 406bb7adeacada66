#include "words.h"

/* Those of grammar/stk.l. */
static const char *const reserved[] = {"use", "type", "fn", "component", "stack", "inherit", "include", "param", "let", "export", "require", "warn",
    "moved", "fact", "resource", "schema", "test", "of", "assert", "fails", "if", "then", "else", "for", "in", "when", "with", "where", "matching",
    "at", "as", "true", "false", "null", NULL};

bool is_reserved(Str word) { return str_is_among(word, reserved); }

static const char *const components[] = {"service", "stateful", "daemon", "job", "cron", "ingress", "cluster_rights", "plane", "namespace", "secret", NULL};

bool is_used_component(Str word) { return str_is_among(word, components); }
