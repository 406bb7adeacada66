#include "value/type.h"


static const struct type simple[] = {
#define SIMPLE(k) [k] = {.kind = k}
    SIMPLE(T_POISON), SIMPLE(T_NULL), SIMPLE(T_BOOL), SIMPLE(T_INT), SIMPLE(T_FLOAT), SIMPLE(T_STRING), SIMPLE(T_BYTES),
    SIMPLE(T_CPU), SIMPLE(T_DURATION), SIMPLE(T_PORT), SIMPLE(T_PERCENT), SIMPLE(T_IP), SIMPLE(T_CIDR), SIMPLE(T_HOST),
    SIMPLE(T_ENDPOINT), SIMPLE(T_URL), SIMPLE(T_IMAGE), SIMPLE(T_PATH), SIMPLE(T_SECRET), SIMPLE(T_TEXT), SIMPLE(T_ANY),
    SIMPLE(T_PLAIN),
#undef SIMPLE
};

static const char *const simple_names[] = {
    [T_POISON] = "?", [T_NULL] = "null", [T_BOOL] = "bool", [T_INT] = "int", [T_FLOAT] = "float", [T_STRING] = "string",
    [T_BYTES] = "bytes", [T_CPU] = "cpu", [T_DURATION] = "duration", [T_PORT] = "port", [T_PERCENT] = "percent", [T_IP] = "ip",
    [T_CIDR] = "cidr", [T_HOST] = "host", [T_ENDPOINT] = "endpoint", [T_URL] = "url", [T_IMAGE] = "image", [T_PATH] = "path",
    [T_SECRET] = "secret string", [T_TEXT] = "text", [T_ANY] = "any", [T_PLAIN] = "plain",
};

const struct type *type_simple(enum type_kind kind) { return &simple[kind]; }

const struct type *type_of(struct arena *arena, enum type_kind kind, const struct type *of)
{
    struct type *type = NEW(arena, struct type);
    *type = (struct type){.kind = kind, .of = of};
    return type;
}

const struct type *type_optional(struct arena *arena, const struct type *type)
{
    bool already = type->kind == T_OPTIONAL || type->kind == T_NULL || type->kind == T_POISON;
    return already ? type : type_of(arena, T_OPTIONAL, type);
}

const struct type *type_strip(const struct type *type)
{
    while (type->kind == T_OPTIONAL || type->kind == T_REFINED) type = type->of;
    return type;
}

const struct type *type_base(const struct type *type)
{
    while (type->kind == T_REFINED) type = type->of;
    return type;
}

bool type_is(const struct type *type, enum type_kind kind) { return type_base(type)->kind == kind; }

bool type_domain_text(const struct type *type)
{
    type = type_base(type);
    return type->kind >= T_IP && type->kind <= T_PATH;
}

bool type_holds_secret(const struct type *type)
{
    switch (type->kind) {
    case T_SECRET: case T_TEXT: case T_ANY: return true;
    case T_LIST: case T_MAP: case T_OPTIONAL: case T_REFINED: return type_holds_secret(type->of);
    case T_RECORD:
        for (size_t i = 0; i < type->nfields; i++)
            if (type_holds_secret(type->fields[i].type)) return true;
        return false;
    case T_INSTANCE: return true;
    default: return false;
    }
}

const struct record_field *type_field(const struct type *record, const struct name *name)
{
    for (size_t i = 0; i < record->nfields; i++)
        if (record->fields[i].name == name) return &record->fields[i];
    return NULL;
}

bool type_member(const struct type *enumeration, const struct name *name)
{
    for (size_t i = 0; i < enumeration->nmembers; i++)
        if (enumeration->members[i] == name) return true;
    return false;
}

static bool same_fields(const struct type *a, const struct type *b)
{
    if (a->nfields != b->nfields) return false;
    for (size_t i = 0; i < a->nfields; i++)
        if (a->fields[i].name != b->fields[i].name || !type_equal(a->fields[i].type, b->fields[i].type)) return false;
    return true;
}

static bool same_members(const struct type *a, const struct type *b)
{
    if (a->nmembers != b->nmembers) return false;
    for (size_t i = 0; i < a->nmembers; i++)
        if (!type_member(b, a->members[i])) return false;
    return true;
}

bool type_equal(const struct type *a, const struct type *b)
{
    if (a == b) return true;
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case T_LIST: case T_MAP: case T_OPTIONAL: return type_equal(a->of, b->of);
    case T_RECORD: return same_fields(a, b);
    case T_ENUM: return same_members(a, b);
    case T_INSTANCE: return a->component == b->component;
    case T_KUBE: return a->kube == b->kube;
    case T_VARIABLE: return a->name == b->name;
    case T_REFINED: return false;
    default: return true;
    }
}

/* ---- Kubernetes ---- */

static const struct type *kube_enum(struct session *session, const struct kube_type *kube)
{
    struct type *type = NEW(session->arena, struct type);
    type->kind = T_ENUM;
    VEC(const struct name *) members = {0};
    for (size_t i = 0; kube->values[i]; i++) vec_push(session->arena, &members, session_name(session, kube->values[i]));
    type->members = members.at;
    type->nmembers = members.n;
    return type;
}

static const struct type *made_of_kube(struct session *session, const struct kube_type *kube)
{
    struct type *type;
    switch (kube->kind) {
    case KUBE_STRING: case KUBE_BASE64: case KUBE_TIME: return type_simple(T_STRING);
    case KUBE_FLOAT: return type_simple(T_FLOAT);
    case KUBE_BOOL: return type_simple(T_BOOL);
    case KUBE_ANY: case KUBE_OBJECT: return type_simple(T_PLAIN);
    case KUBE_ENUM: return kube_enum(session, kube);
    case KUBE_LIST: return type_of(session->arena, T_LIST, type_of_kube(session, kube->element));
    case KUBE_MAP: return type_of(session->arena, T_MAP, type_optional(session->arena, type_of_kube(session, kube->element)));
    case KUBE_INT: case KUBE_QUANTITY: case KUBE_INT_OR_STRING: case KUBE_STRUCT: break;
    }
    type = NEW(session->arena, struct type);
    *type = (struct type){.kind = T_KUBE, .kube = kube};
    return type;
}

const struct type *type_of_kube(struct session *session, const struct kube_type *kube)
{
    const struct type *type = map_get(&session->kube_types, kube);
    if (type) return type;
    type = made_of_kube(session, kube);
    map_put(session->arena, &session->kube_types, kube, (void *)type);
    return type;
}

/* ---- showing ---- */

static Str show_kube(const struct kube_type *kube)
{
    switch (kube->kind) {
    case KUBE_INT: return STR("int");
    case KUBE_QUANTITY: return STR("quantity");
    case KUBE_INT_OR_STRING: return STR("int or string");
    default: break;
    }
    const char *dot = kube->name ? strrchr(kube->name, '.') : NULL;
    return str_of(dot ? dot + 1 : kube->name ? kube->name : "object");
}

/* Without the empty text, which stands for none. */
static Str show_enum(struct arena *arena, const struct type *type)
{
    Str text = STR("");
    for (size_t i = 0; i < type->nmembers && i < 6; i++)
        if (type->members[i]->n) text = arena_printf(arena, "%.*s%s%s", STR_ARG(text), text.n ? " | " : "", type->members[i]->s);
    return type->nmembers > 6 ? arena_printf(arena, "%.*s | …", STR_ARG(text)) : text;
}

static Str show_record(struct arena *arena, const struct type *type)
{
    Str text = STR("{");
    for (size_t i = 0; i < type->nfields && i < 4; i++)
        text = arena_printf(arena, "%.*s%s%s : %.*s", STR_ARG(text), i ? ", " : " ", type->fields[i].name->s,
                            STR_ARG(type_show(arena, type->fields[i].type)));
    return arena_printf(arena, "%.*s%s }", STR_ARG(text), type->nfields > 4 ? ", …" : "");
}

Str type_show_members(struct arena *arena, const struct type *type)
{
    Str members = show_enum(arena, type);
    return type->name ? arena_printf(arena, "%s: %.*s", type->name->s, STR_ARG(members)) : members;
}

Str type_show(struct arena *arena, const struct type *type)
{
    if (type->name) return NAME_STR(type->name);
    switch (type->kind) {
    case T_LIST: return arena_printf(arena, "[%.*s]", STR_ARG(type_show(arena, type->of)));
    case T_MAP: return arena_printf(arena, "{string: %.*s}", STR_ARG(type_show(arena, type->of)));
    case T_OPTIONAL: return arena_printf(arena, "%.*s?", STR_ARG(type_show(arena, type->of)));
    case T_REFINED: return type_show(arena, type->of);
    case T_ENUM: return show_enum(arena, type);
    case T_RECORD: return show_record(arena, type);
    case T_KUBE: return show_kube(type->kube);
    default: return str_of(simple_names[type->kind]);
    }
}
