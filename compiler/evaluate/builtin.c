#include "evaluate/builtin.h"

#include "builtin_network.h"
#include "evaluate/image_lock.h"
#include "evaluate/machine.h"
#include "options.h"
#include "value/serialize.h"

#include <ctype.h>
#include <stdlib.h>

#define BUILTIN(name) \
    static struct value run_##name(struct machine *machine, const struct ir *call, const struct value *args, size_t n)
#define UNUSED (void)machine, (void)call, (void)args, (void)n

static struct value string(struct machine *machine, Str text) { return value_string(machine->arena, text); }

static struct value fail(struct machine *machine, const struct ir *call, const char *what)
{
    eval_error(machine, E0504, call->at, "%s", what);
    return value_poison();
}

/* ---- lists and maps ---- */

BUILTIN(len)
{
    UNUSED;
    switch (args[0].kind) {
    case V_LIST: return value_int((int64_t)args[0].list->n);
    case V_RECORD: return value_int((int64_t)args[0].record->n);
    case V_STRING: return value_int((int64_t)args[0].string->n);
    case V_SECRET:
        eval_error(machine, E0903, call->at, "a secret cannot be measured: its content is not known here");
        return value_poison();
    default: return value_int(0);
    }
}

BUILTIN(keys)
{
    UNUSED;
    struct list *list = list_new(machine->arena, args[0].record->n);
    for (size_t i = 0; i < list->n; i++) list->at[i] = string(machine, NAME_STR(args[0].record->keys[i]));
    return value_list(list);
}

BUILTIN(values)
{
    UNUSED;
    struct list *list = list_new(machine->arena, args[0].record->n);
    for (size_t i = 0; i < list->n; i++) list->at[i] = args[0].record->values[i];
    return value_list(list);
}

BUILTIN(get)
{
    UNUSED;
    const struct value *found = record_get(machine->arena, args[0].record, name_of(machine->session->names, value_str(args[1])));
    return found ? *found : value_null();
}

BUILTIN(first)
{
    UNUSED;
    return args[0].list->n ? args[0].list->at[0] : value_null();
}

BUILTIN(last)
{
    UNUSED;
    return args[0].list->n ? args[0].list->at[args[0].list->n - 1] : value_null();
}

BUILTIN(flatten)
{
    UNUSED;
    size_t total = 0, k = 0;
    for (size_t i = 0; i < args[0].list->n; i++) total += args[0].list->at[i].kind == V_LIST ? args[0].list->at[i].list->n : 0;
    struct list *list = list_new(machine->arena, total);
    for (size_t i = 0; i < args[0].list->n; i++)
        for (size_t j = 0; args[0].list->at[i].kind == V_LIST &&
                j < args[0].list->at[i].list->n; j++) list->at[k++] = args[0].list->at[i].list->at[j];
    return value_list(list);
}

BUILTIN(present)
{
    UNUSED;
    struct list *list = list_new(machine->arena, args[0].list->n);
    list->n = 0;
    for (size_t i = 0; i < args[0].list->n; i++)
        if (args[0].list->at[i].kind != V_NULL) list->at[list->n++] = args[0].list->at[i];
    return value_list(list);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(value_str(*(const struct value *)a), value_str(*(const struct value *)b));
}

BUILTIN(sort)
{
    UNUSED;
    struct list *list = list_new(machine->arena, args[0].list->n);
    memcpy(list->at, args[0].list->at, list->n * sizeof *list->at);
    if (list->n) qsort(list->at, list->n, sizeof *list->at, by_text);
    return value_list(list);
}

/* Equal texts hash alike; the map keeps the first of each. */
BUILTIN(unique)
{
    UNUSED;
    struct list *list = list_new(machine->arena, args[0].list->n);
    struct map seen = {0};
    list->n = 0;
    for (size_t i = 0; i < args[0].list->n; i++) {
        const struct name *name = name_of(machine->session->names, value_str(args[0].list->at[i]));
        if (map_get(&seen, name)) continue;
        map_put(machine->arena, &seen, name, list);
        list->at[list->n++] = args[0].list->at[i];
    }
    return value_list(list);
}

BUILTIN(range)
{
    UNUSED;
    int64_t from = args[0].integer, to = args[1].integer;
    if (to <= from) return value_list(list_new(machine->arena, 0));
    if ((uint64_t)to - (uint64_t)from > RANGE_MAX) return fail(machine, call, "a range has at most 1,000,000 elements");
    struct list *list = list_new(machine->arena, (size_t)(to - from));
    for (size_t i = 0; i < list->n; i++) list->at[i] = value_with_origin(value_int(from + (int64_t)i), call->origin);
    return value_list(list);
}

static int64_t integer_sum(const struct list *list, bool *overflow)
{
    int64_t total = 0;
    for (size_t i = 0; i < list->n; i++) *overflow |= __builtin_add_overflow(total, list->at[i].integer, &total);
    return total;
}

BUILTIN(sum)
{
    UNUSED;
    bool overflow = false;
    int64_t total = integer_sum(args[0].list, &overflow);
    return overflow ? fail(machine, call, "this sum does not fit into 64 bits") : value_int(total);
}

BUILTIN(max)
{
    UNUSED;
    return args[1].integer > args[0].integer ? args[1] : args[0];
}

BUILTIN(min)
{
    UNUSED;
    return args[1].integer < args[0].integer ? args[1] : args[0];
}

/* ---- texts ---- */

BUILTIN(join)
{
    UNUSED;
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
    for (size_t i = 0; i < args[1].list->n; i++) {
        if (i) text_add(&builder, value_str(args[0]));
        if (args[1].list->at[i].kind != V_NULL) text_add_value(&builder, args[1].list->at[i], ESCAPE_NONE);
    }
    bool too_long = builder.plain.n > STRING_MAX;
    struct value text = text_done(&builder);
    return too_long ? fail(machine, call, "this text is longer than 16 MiB") : text;
}

static const char *find(Str text, Str what)
{
    return what.n == 0 ? NULL : memmem(text.s, text.n, what.s, what.n);
}

BUILTIN(split)
{
    UNUSED;
    Str separator = value_str(args[0]), rest = value_str(args[1]);
    VEC(struct value) parts = {0};
    for (const char *at; (at = find(rest, separator)); ) {
        vec_push(machine->arena, &parts, string(machine, (Str){rest.s, (size_t)(at - rest.s)}));
        rest = (Str){at + separator.n, rest.n - (size_t)(at - rest.s) - separator.n};
    }
    vec_push(machine->arena, &parts, string(machine, rest));
    struct list *list = list_new(machine->arena, parts.n);
    memcpy(list->at, parts.at, parts.n * sizeof *list->at);
    return value_list(list);
}

BUILTIN(replace)
{
    UNUSED;
    Str rest = value_str(args[0]), what = value_str(args[1]), with = value_str(args[2]);
    struct buf out = {0};
    for (const char *at; out.n <= STRING_MAX && (at = find(rest, what)); rest = (Str){at + what.n, rest.n - (size_t)(at - rest.s) - what.n}) {
        buf_put(&out, rest.s, (size_t)(at - rest.s));
        buf_str(&out, with);
    }
    buf_str(&out, rest);
    struct value text = out.n > STRING_MAX ? fail(machine, call, "this text is longer than 16 MiB") : string(machine, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

static struct value with_case(struct machine *machine, struct value value, int (*change)(int))
{
    Str copy = arena_copy(machine->arena, value_str(value));
    for (size_t i = 0; i < copy.n; i++) ((char *)copy.s)[i] = (char)change((unsigned char)copy.s[i]);
    return string(machine, copy);
}

BUILTIN(lower) { UNUSED; return with_case(machine, args[0], tolower); }
BUILTIN(upper) { UNUSED; return with_case(machine, args[0], toupper); }

BUILTIN(trim)
{
    UNUSED;
    Str text = value_str(args[0]);
    while (text.n && isspace((unsigned char)text.s[0])) text = (Str){text.s + 1, text.n - 1};
    while (text.n && isspace((unsigned char)text.s[text.n - 1])) text.n--;
    return string(machine, text);
}

BUILTIN(starts_with) { UNUSED; return value_bool(str_starts(value_str(args[0]), value_str(args[1]))); }
BUILTIN(ends_with) { UNUSED; return value_bool(str_ends(value_str(args[0]), value_str(args[1]))); }
BUILTIN(contains) { UNUSED; return value_bool(!args[1].string->n || find(value_str(args[0]), value_str(args[1]))); }

BUILTIN(hash)
{
    UNUSED;
    uint64_t hash = value_hash(args[0], 0);
    char digits[10]; /* of 40 bits */
    for (size_t i = sizeof digits; i-- > 0; hash >>= 4) digits[i] = "0123456789abcdef"[hash & 15];
    return string(machine, (Str){digits, sizeof digits});
}

BUILTIN(base64)
{
    UNUSED;
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Str text = value_str(args[0]);
    char *out = arena_alloc(machine->arena, text.n / 3 * 4 + 5);
    size_t k = 0;
    for (size_t i = 0; i < text.n; i += 3) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++) bits = bits << 8 | (i + j < text.n ? (unsigned char)text.s[i + j] : 0);
        for (size_t j = 0; j < 4; j++) out[k++] = i + j > text.n ? '=' : digits[bits >> (18 - 6 * j) & 63];
    }
    return string(machine, (Str){out, k});
}

/* ---- files ---- */

static struct value serialized(struct machine *machine, struct value value, void (*write)(struct text_builder *, struct value))
{
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
    write(&builder, value);
    return text_done(&builder);
}

/* At the place where the unfitting part was set. */
static struct value unfit_content(struct machine *machine, const struct ir *call, struct value unfit, const char *what, const char *help)
{
    Span set = origin_span(&machine->program->origins, unfit.origin);
    struct diag *diag = eval_error(machine, E0505, set.file ? set : call->at, "this cannot stand in %s", what);
    diag_help(&machine->session->diags, diag, "%s", help);
    return value_poison();
}

BUILTIN(ini)
{
    UNUSED;
    struct value unfit;
    if (!fits_ini(args[0], &unfit))
        return unfit_content(machine, call, unfit, "an ini file",
                             "its content is { SECTION = { OPTION = VALUE } }; a whole text is text = …, another format is format = json, yaml or toml");
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
    write_ini(&builder, args[0], args[1].boolean);
    return text_done(&builder);
}

BUILTIN(options) { UNUSED; return split_options(machine, call, args[0], args[1], args[2], args[3]); }
BUILTIN(json) { UNUSED; return serialized(machine, args[0], write_json_text); }
BUILTIN(yaml) { UNUSED; return serialized(machine, args[0], write_yaml_text); }
BUILTIN(toml)
{
    UNUSED;
    if (args[0].kind == V_RECORD) return serialized(machine, args[0], write_toml);
    return unfit_content(machine, call, args[0], "a TOML file", "its content is a table: { KEY = VALUE }; a whole text is text = …");
}

BUILTIN(shell)
{
    UNUSED;
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
    text_add(&builder, STR("'"));
    text_add_value(&builder, args[0], ESCAPE_SHELL);
    text_add(&builder, STR("'"));
    return text_done(&builder);
}

/* ---- secrets ---- */

BUILTIN(leaf)
{
    UNUSED;
    struct secret_key_ref *key_ref = NEW(machine->arena, struct secret_key_ref);
    key_ref->secret = name_of(machine->session->names, value_str(args[0]));
    key_ref->key = name_of(machine->session->names, value_str(args[1]));
    key_ref->generation = args[2].integer;
    key_ref->safe = args[3].boolean;
    struct secret_text *secret = arena_alloc(machine->arena, sizeof *secret + sizeof *secret->parts);
    secret->n = 1;
    secret->parts[0] = (struct secret_part){.key_ref = key_ref};
    return (struct value){.kind = V_SECRET, .secret = secret};
}

BUILTIN(plain_text)
{
    UNUSED;
    return args[0].kind == V_SECRET ? value_null() : args[0];
}

/* Kubernetes expands $(NAME) and takes $$ for $; the render step takes $$( for $(. */
static void put_literal(struct buf *out, Str text, bool rendered)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '$' && (!rendered || (i + 1 < text.n && text.s[i + 1] == '('))) buf_char(out, '$');
        buf_char(out, text.s[i]);
    }
}

static struct value template_of(struct machine *machine, const struct ir *call, struct value value, bool rendered)
{
    static const char *const marks[] = {"", ":url", ":json", ":shell", ":dollars"};
    if (value.kind != V_SECRET) return value;
    struct buf out = {0};
    bool unsafe = false;
    for (size_t i = 0; i < value.secret->n; i++) {
        const struct secret_part *part = &value.secret->parts[i];
        bool encode = part->key_ref && part->escape && !part->key_ref->safe;
        unsafe |= encode && !rendered;
        if (part->key_ref) buf_printf(&out, "$(%s%s)", secret_variable(machine->arena, part->key_ref).s, encode ? marks[part->escape] : "");
        else put_literal(&out, part->text, rendered);
    }
    struct value text = string(machine, (Str){out.s, out.n});
    text_keep_lines(machine->arena, &machine->lines, value.secret, text.string);
    buf_free(&out);
    if (!unsafe) return text;
    Span at = origin_span(&machine->program->origins, value.origin);
    struct diag *diag = eval_error(machine, E0903, at.file ? at : call->at,
            "this secret may hold any character and would have to be encoded, which an environment cannot do");
    diag_help(&machine->session->diags, diag, "declare 'characters = alphanumeric' for it, or put the text into a config");
    return value_poison();
}

BUILTIN(template) { UNUSED; return template_of(machine, call, args[0], false); }
BUILTIN(render_template) { UNUSED; return template_of(machine, call, args[0], true); }

BUILTIN(reveal)
{
    UNUSED;
    struct reveal reveal = {value_str(args[1]), call->at, machine->current};
    vec_push(machine->arena, &machine->reveals, reveal);
    return template_of(machine, call, args[0], false);
}

/* A text of its own, which is known by its address. */
BUILTIN(public)
{
    UNUSED;
    struct value copy = string(machine, value_str(args[0]));
    map_put(machine->arena, &machine->publics, copy.string, machine);
    return value_with_origin(copy, args[0].origin);
}

static void collect_key_refs(struct machine *machine, struct value value, struct map *seen)
{
    if (value.kind == V_LIST)
        for (size_t i = 0; i < value.list->n; i++) collect_key_refs(machine, value.list->at[i], seen);
    if (value.kind == V_RECORD)
        for (size_t i = 0; i < value.record->n; i++) collect_key_refs(machine, value.record->values[i], seen);
    if (value.kind != V_SECRET) return;
    for (size_t i = 0; i < value.secret->n; i++) {
        const struct secret_key_ref *key_ref = value.secret->parts[i].key_ref;
        if (key_ref) map_put(machine->arena, seen, name_of(machine->session->names, secret_variable(machine->arena, key_ref)), (void *)key_ref);
    }
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(NAME_STR(*(const struct name *const *)a), NAME_STR(*(const struct name *const *)b));
}

static struct value key_ref_record(struct machine *machine, const struct name *variable, const struct secret_key_ref *key_ref)
{
    const struct name **keys = NEW_ARRAY(machine->arena, 3, const struct name *);
    keys[0] = session_name(machine->session, "variable");
    keys[1] = session_name(machine->session, "secret");
    keys[2] = session_name(machine->session, "key");
    struct record *record = record_new(machine->arena, keys, 3);
    record->values[0] = string(machine, NAME_STR(variable));
    record->values[1] = string(machine, NAME_STR(key_ref->secret));
    record->values[2] = string(machine, NAME_STR(key_ref->key));
    return value_record(record);
}

BUILTIN(leaves)
{
    UNUSED;
    struct map seen = {0};
    collect_key_refs(machine, args[0], &seen);
    const struct name **names = NEW_ARRAY(machine->arena, seen.n + 1, const struct name *);
    size_t k = 0;
    for (size_t i = 0; i < seen.cap; i++)
        if (seen.slots[i].key) names[k++] = seen.slots[i].key;
    if (k) qsort(names, k, sizeof *names, by_name);
    struct list *list = list_new(machine->arena, k);
    for (size_t i = 0; i < k; i++) list->at[i] = key_ref_record(machine, names[i], map_get(&seen, names[i]));
    return value_list(list);
}

/* ---- the rest ---- */

BUILTIN(if_any) { UNUSED; return args[0].list->n ? args[0] : value_null(); }
BUILTIN(if_true) { UNUSED; return args[0].boolean ? args[0] : value_null(); }
BUILTIN(pinned) { UNUSED; return image_pinned(machine, args[0], call->at); }
BUILTIN(kube_minor) { UNUSED; return value_int(machine->session->kube); }

/* The checker reads the file and puts its content in the call's place. */
BUILTIN(file) { UNUSED; panic("a file was read too late"); }
BUILTIN(data) { UNUSED; panic("a file was read too late"); }

/* Only tests call it: what was compiled is looked up by kind and name. */
BUILTIN(object)
{
    UNUSED;
    for (size_t i = 0; i < machine->objects.n; i++) {
        struct object *object = machine->objects.at[i];
        if (str_is(value_str(args[0]), object->kube->kind) && str_eq(value_str(args[1]), NAME_STR(object->name))) return object->value;
    }
    eval_error(machine, E1101, call->at, "there is no %.*s '%.*s'", STR_ARG(value_str(args[0])), STR_ARG(value_str(args[1])));
    return value_poison();
}

static const struct builtin builtins[] = {
#define ENTRY(name) {#name, run_##name}
    ENTRY(len), ENTRY(keys), ENTRY(values), ENTRY(get), ENTRY(first), ENTRY(last), ENTRY(flatten), ENTRY(present), ENTRY(sort),
    ENTRY(unique), ENTRY(range), ENTRY(sum), ENTRY(max), ENTRY(min), ENTRY(join), ENTRY(split), ENTRY(replace), ENTRY(lower),
    ENTRY(upper), ENTRY(trim), ENTRY(starts_with), ENTRY(ends_with), ENTRY(contains), ENTRY(hash), ENTRY(base64), ENTRY(ini),
    ENTRY(json), ENTRY(yaml), ENTRY(toml), ENTRY(options), ENTRY(shell), ENTRY(leaf), ENTRY(plain_text), ENTRY(template), ENTRY(render_template),
    ENTRY(reveal), ENTRY(public), ENTRY(leaves), ENTRY(if_any), ENTRY(if_true), ENTRY(pinned), ENTRY(kube_minor), ENTRY(file), ENTRY(data), ENTRY(object),
    {"cidr_host", run_cidr_host}, {"cidr_subnet", run_cidr_subnet}, {"cidr_contains", run_cidr_contains},
#undef ENTRY
};

const struct builtin *builtin_named(const struct name *name)
{
    for (size_t i = 0; i < COUNT(builtins); i++)
        if (str_is(NAME_STR(name), builtins[i].name)) return &builtins[i];
    return NULL;
}
