/* Servers before 1.21 take no item of a list whose key has two fields unless it says both: a port without its protocol is refused
 * ("omits key field", structured-merge-diff #183, seen on 1.20.2). Later ones fill in what is left out. */
#include "body.h"

enum { FILLED_FROM = 21 };

static struct value filled(struct machine *, const struct kube_type *, struct value);

static struct value with_protocol(struct machine *machine, struct value item)
{
    const struct name *protocol = session_name(machine->session, "protocol");
    if (item.kind != V_RECORD || value_get(machine->arena, item, protocol).kind != V_NULL) return item;
    struct value tcp = value_with_origin(value_string(machine->arena, STR("TCP")), item.origin);
    return value_with_origin(record_with(machine->arena, item, protocol, tcp), item.origin);
}

static struct value filled_list(struct machine *machine, const struct kube_type *type, struct value value)
{
    bool keyed = type->list_keys && strstr(type->list_keys, ",protocol");
    struct list *list = list_new(machine->arena, value.list->n);
    for (size_t i = 0; i < list->n; i++) {
        struct value item = keyed ? with_protocol(machine, value.list->at[i]) : value.list->at[i];
        list->at[i] = filled(machine, type->element, item);
    }
    return value_with_origin(value_list(list), value.origin);
}

static struct value filled_record(struct machine *machine, const struct kube_type *type, struct value value)
{
    struct record *record = record_new(machine->arena, value.record->keys, value.record->n);
    record->key_spans = value.record->key_spans;
    for (size_t i = 0; i < record->n; i++) {
        const struct kube_type *part = kube_part_type(type, record->keys[i]->s, record->keys[i]->n);
        record->values[i] = part ? filled(machine, part, value.record->values[i]) : value.record->values[i];
    }
    return value_with_origin(value_record(record), value.origin);
}

static struct value filled(struct machine *machine, const struct kube_type *type, struct value value)
{
    if (value.kind == V_LIST && type->kind == KUBE_LIST) return filled_list(machine, type, value);
    if (value.kind == V_RECORD && (type->kind == KUBE_STRUCT || type->kind == KUBE_MAP)) return filled_record(machine, type, value);
    return value;
}

struct value fill_keys(struct machine *machine, const struct kube_resource *kube, struct value object)
{
    return machine->session->kube < FILLED_FROM && kube->type ? filled(machine, kube->type, object) : object;
}
