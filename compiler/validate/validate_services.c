/* Services: what they select, and whether it listens. */
#include "checks.h"

#include "validate/links.h"

/* The workloads whose pods are chosen by a selector. */
struct chosen {
    VEC(const struct workload *) v;
    struct map by_port;           /* interned "PROTOCOL/NAME" of a port to a struct port_owners; of many workloads */
    size_t whole;                 /* of many: those that are not broken */
};
struct port_owners { size_t n; const struct workload *last; };

/* A Service, with the labels that can be compared before anything runs. */
struct service {
    struct object *object;
    struct value selector;        /* V_RECORD, without labels that are set at run time */
    const struct chosen *chosen;
    struct chosen own;            /* that, where no other Service can have the same */
};

/* Labels named in this annotation of a Service are set while the pods run. */
static const char runtime_labels[] = "stk.dev/runtime-labels";

static struct value fixed_labels(struct catalog *catalog, const struct object *object)
{
    struct value selector = dig(catalog, object->value, "spec", "selector");
    Str runtime = dig_text(dig(catalog, object->value, "metadata", "annotations", runtime_labels));
    if (selector.kind != V_RECORD) return selector;
    const struct name **keys = NEW_ARRAY(catalog->session->arena, selector.record->n, const struct name *);
    struct record *fixed = record_new(catalog->session->arena, keys, selector.record->n);
    fixed->n = 0;
    for (size_t i = 0; i < selector.record->n; i++) {
        const struct name *label = selector.record->keys[i];
        if (selector.record->values[i].kind == V_NULL || set_at_run_time(label) || lists_word(runtime, NAME_STR(label))) continue;
        keys[fixed->n] = label;
        fixed->values[fixed->n++] = selector.record->values[i];
    }
    return value_with_origin(value_record(fixed), selector.origin);
}

static void choose(struct catalog *catalog, const struct service *service, struct chosen *chosen)
{
    const struct workload *workload;
    for (size_t i = 0; (workload = next_matching(catalog, service->object->namespace, service->selector, &i));)
        vec_push(catalog->session->arena, &chosen->v, workload);
}

/* ---- no pod: which one was meant? ---- */

/* The workload that lacks one label of the selector only. */
struct near_miss {
    const struct workload *workload;
    size_t label, distance; /* position in the selector; of the two values */
    struct value has;       /* V_NULL: the pods do not have the label */
    size_t count;           /* such workloads */
};

/* How many labels differ; the position of the last. */
static size_t differences(struct catalog *catalog, struct value selector, struct value labels, size_t *label)
{
    size_t n = 0;
    for (size_t i = 0; i < selector.record->n; i++) {
        if (value_equal(field_in(catalog, labels, selector.record->keys[i]), selector.record->values[i])) continue;
        *label = i;
        n++;
    }
    return n;
}

static void offer_workload(struct catalog *catalog, struct near_miss *near, struct value selector, const struct workload *workload)
{
    size_t label = 0;
    if (differences(catalog, selector, workload->labels, &label) != 1) return;
    struct value has = field_in(catalog, workload->labels, selector.record->keys[label]);
    const struct object *object = workload->object;
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(selector.record->values[label]));
    suggestion_offer_declared(&suggestion, dig_text(has), declared_place(catalog, where(catalog, has, object), object));
    near->count++;
    size_t distance = suggestion.best.n ? suggestion.distance : SIZE_MAX;
    if (near->workload && distance >= near->distance) return;
    *near = (struct near_miss){workload, label, distance, has, near->count};
}

/* One with a similar value; or the only one that has all other labels. */
static bool find_near_miss(struct catalog *catalog, const struct service *service, struct near_miss *near)
{
    *near = (struct near_miss){0};
    for (size_t i = 0; i < catalog->workloads.n; i++)
        if (catalog->workloads.at[i].object->namespace == service->object->namespace)
            offer_workload(catalog, near, service->selector, &catalog->workloads.at[i]);
    return near->workload && (near->distance != SIZE_MAX || (near->count == 1 && service->selector.record->n > 1));
}

static Str shown_selector(struct arena *arena, struct value selector)
{
    struct buf text = {0};
    for (size_t i = 0; i < selector.record->n; i++)
        buf_printf(&text, "%s%s=%.*s", i ? "," : "", selector.record->keys[i]->s, STR_ARG(dig_text(selector.record->values[i])));
    Str shown = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return shown;
}

static void note_near_miss(struct catalog *catalog, struct diag *diag, const struct service *service, const struct near_miss *near)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *other = near->workload->object;
    const char *label = service->selector.record->keys[near->label]->s;
    Span at = where(catalog, near->has.kind == V_NULL ? near->workload->labels : near->has, other);
    if (near->has.kind == V_NULL)
        diag_note(diags, diag, at, "the pods of %s '%s' do not have the label '%s'", other->kube->kind, other->name->s, label);
    else diag_note(diags, diag, at, "the pods of %s '%s' have %s=%.*s", other->kube->kind, other->name->s, label, STR_ARG(dig_text(near->has)));
    diag_help(diags, diag, "'%s' is the only label that differs; if it is set at run time, name it in the annotation %s", label, runtime_labels);
}

/* Where others may make pods, only what looks like a slip is reported. */
static void report_no_pod(struct catalog *catalog, const struct service *service)
{
    const struct object *object = service->object;
    struct near_miss near;
    bool similar = worth_searching(catalog) && find_near_miss(catalog, service, &near);
    bool slip = similar && near.distance != SIZE_MAX && has_pods(catalog, object->namespace);
    if (!knows_pods(catalog, object->namespace) && !slip) return;
    struct diag *diag = object_error(catalog, E0701, service->selector, object,
            "Service '%s' selects no pod: none in namespace '%s' has the labels %.*s",
                                     object->name->s, object->namespace ? object->namespace->s : "",
                                     STR_ARG(shown_selector(catalog->session->arena, service->selector)));
    if (similar) note_near_miss(catalog, diag, service, &near);
    else diag_help(&catalog->session->diags, diag, "select labels of a pod template, or name those that are set at run time in the annotation %s",
                   runtime_labels);
}

/* ---- two owners ---- */

static bool is_pod(const struct workload *workload) { return built_in(workload->object, "Pod"); }

/* Pods that stand alone have no owner. */
static bool has_one_owner(const struct service *service)
{
    for (size_t i = 1; i < service->chosen->v.n; i++)
        if (!is_pod(service->chosen->v.at[i]) || !is_pod(service->chosen->v.at[0])) return false;
    return true;
}

enum { OWNERS_SHOWN = 5 };

static void report_owners(struct catalog *catalog, const struct service *service)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *first = service->chosen->v.at[0]->object, *second = service->chosen->v.at[1]->object;
    struct diag *diag = object_error(catalog, E0702, service->selector, service->object, "Service '%s' selects the pods of %s '%s' and of %s '%s'",
                                     service->object->name->s, first->kube->kind, first->name->s, second->kube->kind, second->name->s);
    for (size_t i = 0; i < service->chosen->v.n && i < OWNERS_SHOWN; i++) {
        const struct object *object = service->chosen->v.at[i]->object;
        diag_note(diags, diag, where(catalog, service->chosen->v.at[i]->labels, object), "labels of the pods of %s '%s'", object->kube->kind,
                object->name->s);
    }
    diag_help(diags, diag, "select a label that only one of them has");
}

/* ---- ports ---- */

/* A port of a Service that its pods must have. */
struct wanted_port {
    struct value target; /* number or name */
    Str protocol;
};

static Str protocol_of(struct catalog *catalog, struct value port)
{
    Str protocol = dig_text(dig(catalog, port, "protocol"));
    return protocol.n ? protocol : STR("TCP");
}

static bool is_wanted(struct catalog *catalog, const struct wanted_port *wanted, struct value port)
{
    int64_t number, own;
    if (!str_eq(protocol_of(catalog, port), wanted->protocol)) return false;
    if (wanted->target.kind == V_STRING) return str_eq(dig_text(dig(catalog, port, "name")), value_str(wanted->target));
    return number_in(wanted->target, &number) && number_in(dig(catalog, port, "containerPort"), &own) && number == own;
}

/* Init containers serve only when they stay. */
static bool serves(struct catalog *catalog, const struct workload *workload, size_t i, struct value *container)
{
    struct value main = dig(catalog, workload->pod_spec, "containers");
    return i < main.list->n || str_is(dig_text(dig(catalog, *container, "restartPolicy")), "Always");
}

static bool has_port(struct catalog *catalog, const struct workload *workload, const struct wanted_port *wanted)
{
    struct value container, port;
    for (size_t i = 0; each_container(workload, i, &container); i++) {
        if (!serves(catalog, workload, i, &container)) continue;
        struct value ports = dig(catalog, container, "ports");
        for (size_t k = 0; each(ports, k, &port); k++) {
            if (!is_wanted(catalog, wanted, port)) continue;
            link_port(catalog, wanted->target, port, workload->object);
            return true;
        }
    }
    return false;
}

/* ---- many workloads behind many Services ---- */

enum { FEW = 8 };

static const struct name *port_key(struct catalog *catalog, Str protocol, Str name)
{
    const Str parts[] = {protocol, STR("/"), name};
    return joined_name(catalog, parts, COUNT(parts));
}

static void add_port(struct catalog *catalog, struct chosen *chosen, const struct workload *workload, struct value port)
{
    const struct name *key = port_key(catalog, protocol_of(catalog, port), dig_text(dig(catalog, port, "name")));
    struct port_owners *owners = map_get(&chosen->by_port, key);
    if (!owners) map_put(catalog->session->arena, &chosen->by_port, key, owners = NEW(catalog->session->arena, struct port_owners));
    if (owners->last != workload) owners->n++;
    owners->last = workload;
}

static void add_ports(struct catalog *catalog, struct chosen *chosen, const struct workload *workload)
{
    struct value container, port;
    chosen->whole++;
    for (size_t i = 0; each_container(workload, i, &container); i++)
        for (size_t k = 0; serves(catalog, workload, i, &container) && each(dig(catalog, container, "ports"), k, &port); k++)
            add_port(catalog, chosen, workload, port);
}

/* The namespace and the labels. */
static const struct name *choice_key(struct catalog *catalog, const struct service *service)
{
    struct buf text = {0};
    if (service->object->namespace) buf_str(&text, NAME_STR(service->object->namespace));
    for (size_t i = 0; i < service->selector.record->n; i++) {
        buf_char(&text, '\n');
        buf_str(&text, NAME_STR(service->selector.record->keys[i]));
        buf_char(&text, '=');
        buf_str(&text, dig_text(service->selector.record->values[i]));
    }
    const struct name *key = name_of(catalog->session->names, (Str){text.s, text.n});
    buf_free(&text);
    return key;
}

static const struct chosen *choice_of(struct catalog *catalog, struct map *choices, const struct service *service)
{
    const struct name *key = choice_key(catalog, service);
    struct chosen *chosen = map_get(choices, key);
    if (chosen) return chosen;
    chosen = NEW(catalog->session->arena, struct chosen);
    map_put(catalog->session->arena, choices, key, chosen);
    choose(catalog, service, chosen);
    for (size_t i = 0; i < chosen->v.n; i++)
        if (!chosen->v.at[i]->object->broken) add_ports(catalog, chosen, chosen->v.at[i]);
    return chosen;
}

/* Where many workloads have a label, several Services may ask for the same of them: they are looked at once. CHOICES: by choice_key. */
static void select_pods(struct catalog *catalog, struct map *choices, struct service *service)
{
    const struct workload_list *rarest = catalog_rarest(catalog, service->object->namespace, service->selector);
    service->chosen = &service->own;
    if (rarest && rarest->v.n > FEW) service->chosen = choice_of(catalog, choices, service);
    else choose(catalog, service, &service->own);
}

/* ---- ports that nobody has ---- */

static void offer_ports(struct catalog *catalog, struct suggestion *suggestion, struct value ports, Str protocol, const struct object *object)
{
    struct value port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        if (!str_eq(protocol_of(catalog, port), protocol)) continue;
        suggestion_offer_declared(suggestion, dig_text(dig(catalog, port, "name")), port_place(catalog, port, object));
    }
}

static Str shown_ports(struct catalog *catalog, struct value ports)
{
    struct buf text = {0};
    struct value port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        Str name = dig_text(dig(catalog, port, "name")), number = value_show(catalog->session->arena, dig(catalog, port, "containerPort"));
        buf_printf(&text, "%s%.*s%s%.*s/%.*s", i ? ", " : "", STR_ARG(name), name.n ? " = " : "", STR_ARG(number),
                   STR_ARG(protocol_of(catalog, port)));
    }
    Str shown = arena_copy(catalog->session->arena, (Str){text.s, text.n});
    buf_free(&text);
    return shown;
}

static void report_port(struct catalog *catalog, const struct service *service, const struct workload *workload, const struct wanted_port *wanted)
{
    struct diags *diags = &catalog->session->diags;
    Str target = value_show(catalog->session->arena, wanted->target);
    const struct object *object = workload->object;
    struct diag *diag = object_error(catalog, E0703, wanted->target, service->object,
                                     "Service '%s' sends to port '%.*s' (%.*s), which no container of %s '%s' has", service->object->name->s,
                                     STR_ARG(target), STR_ARG(wanted->protocol), object->kube->kind, object->name->s);
    struct suggestion suggestion = suggestion_for(diags, wanted->target.kind == V_STRING ? target : STR(""));
    struct value container;
    for (size_t i = 0; each_container(workload, i, &container); i++) {
        if (!serves(catalog, workload, i, &container)) continue;
        struct value ports = dig(catalog, container, "ports");
        Str name = dig_text(dig(catalog, container, "name")), shown = shown_ports(catalog, ports);
        offer_ports(catalog, &suggestion, ports, wanted->protocol, object);
        diag_note(diags, diag, where(catalog, shown.n ? ports : container, object), "container '%.*s' has %.*s", STR_ARG(name),
                  STR_ARG(shown.n ? shown : STR("no ports")));
    }
    diag_suggest(diags, diag, &suggestion);
    diag_help(diags, diag, "add the port to the container, or change targetPort");
}

/* All of many have it. */
static bool have_port(struct catalog *catalog, const struct chosen *chosen, const struct wanted_port *wanted)
{
    if (!chosen->whole || wanted->target.kind != V_STRING) return false;
    const struct port_owners *owners = map_get(&chosen->by_port, port_key(catalog, wanted->protocol, value_str(wanted->target)));
    return owners && owners->n == chosen->whole;
}

static void check_port(struct catalog *catalog, const struct service *service, const struct wanted_port *wanted)
{
    size_t n = catalog->machine->foreign ? service->chosen->v.n : 1;
    if (have_port(catalog, service->chosen, wanted)) return;
    for (size_t i = 0; i < n && worth_searching(catalog); i++) {
        const struct workload *workload = service->chosen->v.at[i];
        if (!workload->object->broken && !has_port(catalog, workload, wanted)) report_port(catalog, service, workload, wanted);
    }
}

/* By name, where nobody promises that all ports are listed: there, a number may be one that is not. */
static void check_ports(struct catalog *catalog, const struct service *service)
{
    struct value ports = dig(catalog, service->object->value, "spec", "ports"), port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        struct wanted_port wanted = {dig(catalog, port, "targetPort"), protocol_of(catalog, port)};
        if (wanted.target.kind == V_NULL) wanted.target = dig(catalog, port, "port");
        bool unlisted = catalog->machine->foreign && wanted.target.kind != V_STRING;
        if (wanted.target.kind != V_NULL && !unlisted) check_port(catalog, service, &wanted);
    }
}

static void link_labels(struct catalog *catalog, const struct service *service)
{
    const struct object *object = service->chosen->v.at[0]->object;
    for (size_t i = 0; i < service->selector.record->n; i++) link_object(catalog, service->selector.record->values[i], object);
}

/* Foreign manifests often run two versions behind one Service; then both must have its ports. */
static void check_service(struct catalog *catalog, struct map *choices, struct object *object)
{
    struct service service = {.object = object, .selector = fixed_labels(catalog, object)};
    bool external = str_is(dig_text(dig(catalog, object->value, "spec", "type")), "ExternalName");
    if (object->broken || external || service.selector.kind != V_RECORD || service.selector.record->n == 0) return;
    select_pods(catalog, choices, &service);
    if (service.chosen->v.n) link_labels(catalog, &service);
    if (service.chosen->v.n == 0) report_no_pod(catalog, &service);
    else if (!catalog->machine->foreign && !has_one_owner(&service)) report_owners(catalog, &service);
    else check_ports(catalog, &service);
}

void validate_service(struct catalog *catalog, struct singles *singles, struct object *object)
{
    if (built_in(object, "Service")) check_service(catalog, &singles->choices, object);
}
