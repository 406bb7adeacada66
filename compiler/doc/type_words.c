#include "doc/type_words.h"

#include "program/ir.h"
#include "value/literal.h"

static Str duration_text(struct arena *arena, int64_t ms)
{
    static const struct { int64_t size; const char *unit; } units[] = {{3600000, "h"}, {60000, "min"}, {1000, "s"}, {1, "ms"}};
    size_t i = ms ? 0 : 2;
    while (ms % units[i].size) i++;
    return arena_printf(arena, "%lld%s", (long long)(ms / units[i].size), units[i].unit);
}

static Str port_text(struct arena *arena, int64_t port)
{
    static const char *const protocols[] = {[PORT_TCP] = "", [PORT_UDP] = "/udp", [PORT_SCTP] = "/sctp", [PORT_HTTP] = "/http",
        [PORT_HTTPS] = "/https", [PORT_GRPC] = "/grpc"};
    return arena_printf(arena, "%lld%s", (long long)(port & 0xFFFF), protocols[port >> 16]);
}

/* Every size has a unit. */
static Str size_text(struct arena *arena, int64_t bytes)
{
    if (bytes && (bytes % 1000 == 0 || bytes % 1024 == 0)) return value_show(arena, value_unit(V_BYTES, bytes));
    return arena_printf(arena, "%lld.%03lldk", (long long)(bytes / 1000), (long long)(bytes % 1000));
}

Str unit_text(struct arena *arena, struct value value)
{
    if (value.kind == V_DURATION) return duration_text(arena, value.integer);
    if (value.kind == V_PORT) return port_text(arena, value.integer);
    if (value.kind == V_BYTES) return size_text(arena, value.integer);
    return value.kind == V_CPU ? value_show(arena, value) : STR("");
}

static Str scalar_words(struct arena *arena, const struct type *type)
{
    static const char *const words[] = {
        [T_BOOL] = "true or false", [T_STRING] = "text", [T_BYTES] = "size", [T_CPU] = "processors", [T_DURATION] = "time", [T_HOST] = "host name",
        [T_IP] = "address", [T_CIDR] = "network", [T_ENDPOINT] = "host:port", [T_SECRET] = "secret", [T_TEXT] = "text, which may have secret parts",
        [T_ANY] = "anything", [T_PLAIN] = "anything, without secrets",
    };
    const char *word = type->kind < COUNT(words) ? words[type->kind] : NULL;
    Str name = word ? str_of(word) : type_show(arena, type);
    const char *examples = literal_examples(type->kind);
    return examples ? arena_printf(arena, "%.*s (%s)", STR_ARG(name), examples) : name;
}

static Str enum_words(struct arena *arena, const struct type *type)
{
    Str text = STR("one of ");
    for (size_t i = 0; i < type->nmembers; i++)
        text = arena_printf(arena, "%.*s%s%s", STR_ARG(text), i ? ", " : "", type->members[i]->n ? type->members[i]->s : "\"\"");
    return text;
}

/* ---- rules ---- */

/* A bound in the type's own unit. */
static Str bound_text(struct arena *arena, const struct type *type, int64_t bound)
{
    static const enum value_kind kinds[] = {[T_BYTES] = V_BYTES, [T_CPU] = V_CPU, [T_DURATION] = V_DURATION, [T_PERCENT] = V_PERCENT};
    enum type_kind kind = type_strip(type)->kind;
    enum value_kind unit = kind < COUNT(kinds) ? kinds[kind] : V_POISON;
    struct value value = unit == V_POISON ? value_int(bound) : value_unit(unit, bound);
    Str text = unit_text(arena, value);
    return text.n ? text : value_show(arena, value);
}

static Str range_words(struct arena *arena, const struct type *type, const struct refinement_rule *rule)
{
    Str low = bound_text(arena, type, rule->low), high = bound_text(arena, type, rule->high);
    if (rule->has_low && rule->has_high) return arena_printf(arena, "from %.*s to %.*s", STR_ARG(low), STR_ARG(high));
    return rule->has_low ? arena_printf(arena, "%.*s or more", STR_ARG(low)) : arena_printf(arena, "%.*s or less", STR_ARG(high));
}

static Str rule_words(struct session *session, const struct type *type, const struct refinement_rule *rule)
{
    struct arena *arena = session->arena;
    if (rule->kind == RULE_RANGE) return range_words(arena, type, rule);
    if (rule->kind == RULE_PATTERN) return arena_printf(arena, "like %.*s", STR_ARG(rule->pattern));
    bool said = rule->message && rule->message->kind == IR_CONST && rule->message->value.kind == V_STRING;
    return said ? value_str(rule->message->value) : arena_printf(arena, "where %.*s", STR_ARG(source_text(session, rule->condition->at)));
}

static Str refined_words(struct session *session, const struct type *type)
{
    Str text = type_words(session, type->of);
    for (size_t i = 0; i < type->nrules; i++)
        text = arena_printf(session->arena, "%.*s%s%.*s", STR_ARG(text), i ? "; " : ", ", STR_ARG(rule_words(session, type->of, &type->rules[i])));
    return text;
}

/* ---- all types ---- */

Str type_words(struct session *session, const struct type *type)
{
    struct arena *arena = session->arena;
    switch (type->kind) {
    case T_ENUM: return enum_words(arena, type);
    case T_LIST: return arena_printf(arena, "list of: %.*s", STR_ARG(type_words(session, type->of)));
    case T_MAP: return arena_printf(arena, "map from names to: %.*s", STR_ARG(type_words(session, type->of)));
    case T_OPTIONAL: return arena_printf(arena, "%.*s; or null", STR_ARG(type_words(session, type->of)));
    case T_REFINED: return refined_words(session, type);
    case T_RECORD: return type->name ? NAME_STR(type->name) : STR("record");
    case T_KUBE: return type->kube->kind == KUBE_STRUCT ? arena_printf(arena, "%.*s of Kubernetes", STR_ARG(type_show(arena, type)))
                                                        : type_show(arena, type);
    default: return scalar_words(arena, type);
    }
}

bool type_holds_instance(const struct type *type)
{
    if (type->kind == T_INSTANCE) return true;
    if (type->kind == T_LIST || type->kind == T_MAP || type->kind == T_OPTIONAL || type->kind == T_REFINED) return type_holds_instance(type->of);
    for (size_t i = 0; type->kind == T_RECORD && i < type->nfields; i++)
        if (type_base(type->fields[i].type)->kind != T_OPTIONAL && type_holds_instance(type->fields[i].type)) return true;
    return false;
}

bool type_is_secret(const struct type *type)
{
    type = type_strip(type);
    return type->kind == T_SECRET || ((type->kind == T_LIST || type->kind == T_MAP) && type_is_secret(type->of));
}

Str source_text(struct session *session, Span at)
{
    if (!at.file) return STR("");
    Str rest = span_text(&session->sources, at);
    Str line = str_trim(str_cut(&rest, '\n'));
    return rest.n ? arena_printf(session->arena, "%.*s …", STR_ARG(line)) : line;
}
