#include "items.h"

#include <ctype.h>

/* The name of the key field NUMBER of "port,protocol"; NULL: there are fewer. */
static const struct name *key_field(struct machine *machine, const struct kube_type *type, size_t number)
{
    const char *start = type->list_keys;
    for (; number && (start = strchr(start, ',')); number--) start++;
    return start ? name_of(machine->session->names, (Str){start, strcspn(start, ",")}) : NULL;
}

static Str key_text(struct machine *machine, struct value item, const struct name *field)
{
    struct value key = field ? value_get(machine->arena, item, field) : value_null();
    if (key.kind == V_STRING) return value_str(key);
    return key.kind != V_NULL && key.kind < V_LIST ? value_show(machine->arena, key) : STR("");
}

/* "main", "53" */
static Str first_key(struct machine *machine, const struct kube_type *type, struct value item)
{
    return key_text(machine, item, key_field(machine, type, 0));
}

/* "53/udp"; where there is one key only, the same as that. */
static Str whole_key(struct machine *machine, const struct kube_type *type, struct value item)
{
    Str first = first_key(machine, type, item), second = key_text(machine, item, key_field(machine, type, 1));
    if (!second.n) return first;
    Str whole = arena_printf(machine->arena, "%.*s/%.*s", STR_ARG(first), STR_ARG(second));
    for (char *c = (char *)(uintptr_t)whole.s + first.n; *c; c++) *c = (char)tolower((unsigned char)*c);
    return whole;
}

/* "'main' and 'proxy'" */
static Str key_list(struct machine *machine, const struct kube_type *type, const struct list *list)
{
    Str text = STR("");
    for (size_t i = 0; i < list->n; i++)
        text = arena_printf(machine->arena, "%.*s%s'%.*s'", STR_ARG(text), i == 0 ? "" : i + 1 == list->n ? " and " : ", ",
                            STR_ARG(whole_key(machine, type, list->at[i])));
    return text;
}

enum { FEW_ITEMS = 8 };

static void report(struct machine *machine, const struct kube_type *type, const struct list *list, const struct name *key, Span at, bool several)
{
    struct suggestion suggestion = suggestion_for(&machine->session->diags, NAME_STR(key));
    for (size_t i = 0; i < list->n; i++) suggestion_offer(&suggestion, first_key(machine, type, list->at[i]));
    struct diag *diag = several ? eval_error(machine, E0110, at, "'%s' may be several items of this list", key->s)
                                : eval_error(machine, E0110, at, "there is no '%s' in this list", key->s);
    if (!several) diag_suggest(&machine->session->diags, diag, &suggestion);
    struct diags *diags = &machine->session->diags;
    if (list->n == 0) diag_help(diags, diag, "it has no items yet: set all of it, to [{ %s = …, … }]", key_field(machine, type, 0)->s);
    else if (list->n <= FEW_ITEMS)
        diag_help(diags, diag, "its items are called by their %s: %.*s", type->list_keys, STR_ARG(key_list(machine, type, list)));
}

size_t find_item(struct machine *machine, const struct kube_type *type, const struct list *list, const struct name *key, Span at)
{
    size_t found = ITEM_NONE, n = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (str_eq(whole_key(machine, type, list->at[i]), NAME_STR(key))) return i;
        if (!str_eq(first_key(machine, type, list->at[i]), NAME_STR(key))) continue;
        found = i;
        n++;
    }
    if (n != 1) report(machine, type, list, key, at, n > 1);
    return n == 1 ? found : ITEM_NONE;
}

static struct value item_of_key(struct machine *machine, const struct kube_type *type, const struct list *list, Str key)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(whole_key(machine, type, list->at[i]), key)) return list->at[i];
    return value_null();
}

/* A field of the item that the list has no more under its key; NULL: all are there. */
static const struct name *lost_field(struct machine *machine, const struct value before, struct value item)
{
    for (size_t k = 0; before.kind == V_RECORD && k < before.record->n; k++) {
        const struct name *field = before.record->keys[k];
        if (before.record->values[k].kind != V_NULL && value_get(machine->arena, item, field).kind == V_NULL) return field;
    }
    return NULL;
}

void warn_of_lost_fields(struct machine *machine, const struct kube_type *type, struct value old, struct value new)
{
    bool keyed = type && type->kind == KUBE_LIST && type->list_keys && old.kind == V_LIST && new.kind == V_LIST;
    for (size_t i = 0; keyed && i < new.list->n; i++) {
        struct value item = new.list->at[i];
        Str key = whole_key(machine, type, item);
        const struct name *lost = key.n ? lost_field(machine, item_of_key(machine, type, old.list, key), item) : NULL;
        if (!lost) continue;
        Span at = origin_span(&machine->program->origins, new.origin);
        struct diag *diag = diag_add(&machine->session->diags, W0203, at, "this takes the place of the whole list: '%.*s' has no '%s' any more",
                                     STR_ARG(key), lost->s);
        diag_help(&machine->session->diags, diag, "to change one item, write its key instead of a list: %.*s", STR_ARG(key));
        return;
    }
}
