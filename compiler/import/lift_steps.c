/* The containers besides the main one, which is the first: before it, and beside it. */
#include "lift.h"

#include "import/literals.h"

#include "value/field.h"

static void add_steps(struct lift *lift, const char *list, size_t first)
{
    struct value containers = lift_at(lift, lift->pod, list);
    for (size_t i = first; containers.kind == V_LIST && i < containers.list->n; i++) {
        struct lift *step = NEW(lift->import->session->arena, struct lift);
        *step = (struct lift){.import = lift->import, .kind = lift->kind, .workload = lift->workload, .main = lift,
                .container = containers.list->at[i], .name = value_text(lift_at(lift, containers.list->at[i], "name")),
                .before = strcmp(list, "initContainers") == 0};
        find_ports(step, step->container);
        vec_push(lift->import->session->arena, &lift->steps, step);
    }
}

void find_steps(struct lift *lift)
{
    lift->pod = template_of(lift->import, lift->workload, lift->kind, "spec");
    lift->container = list_item(lift_at(lift, lift->pod, "containers"), 0);
    add_steps(lift, "initContainers", 0);
    add_steps(lift, "containers", 1);
}

/* Only what this container says of itself: the rest is the pod's, or as it was. */
static void lift_rights(struct lift *step)
{
    struct value user = take(step, &step->container, "securityContext.runAsUser");
    struct value add = take(step, &step->container, "securityContext.capabilities.add");
    if (add.kind == V_NULL) keep_capabilities(step, user.kind == V_INT ? user.integer == 0 : step->main->root);
    if (user.kind == V_INT && user.integer) lift_integer(step, "user", user, "");
    if (user.kind == V_INT && !user.integer) lift_text(step, "root", STR("true"));
    lift_true(step, "privileged", take(step, &step->container, "securityContext.privileged"));
    lift_list(step, "capabilities", add);
}

static void lift_step(struct lift *step)
{
    if (step->before && str_is(value_text(take(step, &step->container, "restartPolicy")), "Always")) lift_text(step, "sidecar", STR("true"));
    lift_environment(step);
    lift_ports(step);
    lift_resources(step);
    lift_probes(step);
    lift_list(step, "stop", take(step, &step->container, "lifecycle.preStop.exec.command"));
    lift_rights(step);
}

Str container_path(struct lift *lift)
{
    struct buf key = {0};
    put_key(&key, name_of(lift->import->session->names, lift->main ? lift->name : STR("main")));
    const char *list = lift->before ? "initContainers" : "containers";
    Str path = written(lift, "%s.%s.spec.%s.%.*s", lift->kind->object, lift->kind->pod, list, (int)key.n, key.s);
    buf_free(&key);
    return path;
}

/* What is left of the step is said where the workload is. */
static void add_rests(struct lift *lift, struct lift *step)
{
    for (size_t i = 0; i < step->rests.n; i++) vec_push(lift->import->session->arena, &lift->rests, step->rests.at[i]);
    lift_rest(lift, container_path(step), step->container, "Container");
}

static void add_to(struct lift *lift, struct lift_parameter **list, const char *name, const struct lift *step)
{
    if (!*list) *list = lift_parameter(lift, name);
    lift_entry(lift, *list, step->name, STR(""));
    (*list)->entries.at[(*list)->entries.n - 1].step = step;
}

void lift_steps(struct lift *lift)
{
    struct lift_parameter *list = NULL;
    bool before = true;
    for (size_t i = 0; i < lift->steps.n; i++) {
        struct lift *step = lift->steps.at[i];
        lift_step(step);
        if (before != step->before) list = NULL;
        before = step->before;
        add_to(lift, &list, before ? "before" : "beside", step);
        add_rests(lift, step);
    }
}

/* ---- the name of the main one ---- */

Str called_otherwise(const struct import *import, const struct imported *object)
{
    if (!object->lift || !object->lift->kind->pod) return STR("");
    struct value first = list_item(template_of(import, object, object->lift->kind, "spec.containers"), 0);
    Str name = field_text(import->session, first, "name");
    return str_is(name, "main") ? STR("") : name;
}

/* VALUE with its first item, or the field that begins PATH, as MAIN has it. */
static struct value renamed(const struct import *import, struct value value, Str path)
{
    struct arena *arena = import->session->arena;
    Str field = str_cut(&path, '.');
    const struct name *key = name_of(import->session->names, field.n ? field : STR("name"));
    if (!field.n && value.kind == V_RECORD) return record_with(arena, value, key, value_string(arena, STR("main")));
    if (value.kind == V_RECORD) return record_with(arena, value, key, renamed(import, value_get(arena, value, key), path));
    struct list *list = list_new(arena, value.list->n);
    memcpy(list->at, value.list->at, value.list->n * sizeof *list->at);
    list->at[0] = renamed(import, value.list->at[0], STR(""));
    return value_list(list);
}

struct value came_with_main(const struct import *import, const struct imported *object)
{
    if (!called_otherwise(import, object).n) return object->came;
    return renamed(import, object->came, arena_printf(import->session->arena, "%s.spec.containers", object->lift->kind->pod));
}
