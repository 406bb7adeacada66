#include "foreign_stack.h"

#include "foreign_order.h"
#include "manifest_paths.h"

#include "base/project_root.h"
#include "compile/compile.h"
#include "compile/kube_release.h"
#include "value/serialize.h"

#include <unistd.h>

bool is_foreign(struct arena *arena, const char *path)
{
    return access(arena_printf(arena, "%s/.stk", path).s, F_OK) != 0;
}

/* ---- one object ---- */

/* It is compared as text first: what is the same there is not looked into. */
static Str canonical(struct session *session, struct value object)
{
    struct buf text = {0};
    write_yaml(&text, object, NULL);
    Str copy = arena_copy(session->arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

/* Of a cluster-wide kind, or of a custom one that tells no namespace: empty. */
static Str namespace_of(const struct manifests *manifests, const struct kube_resource *kube, Str written)
{
    if (kube && !kube->namespaced) return STR("");
    return written.n || !kube ? written : NAME_STR(manifests->namespace);
}

static struct compiled_object object_of(const struct manifests *manifests, struct value value, bool nameless)
{
    struct session *session = manifests->machine->session;
    struct compiled_object object = {.api_version = field_text(session, value, "apiVersion"), .kind = field_text(session, value, "kind"),
            .name = field_text(session, value, "metadata.name"), .source = UINT32_MAX, .value = value};
    object.at = foreign_place(session, origin_span(&manifests->machine->program->origins, value.origin));
    if (!object.name.n) object.name = field_text(session, value, "metadata.generateName");
    if (!object.name.n && nameless) object.name = object.at;
    object.kube = kube_resource_exact(object.api_version.s, object.kind.s);
    object.namespace = namespace_of(manifests, object.kube, field_text(session, value, "metadata.namespace"));
    object.text = canonical(session, value);
    object.id = arena_printf(session->arena, "%.*s/%.*s/%.*s", STR_ARG(kind_and_group(session->arena, object.api_version, object.kind)),
                             STR_ARG(object.namespace), STR_ARG(object.name));
    return object;
}

/* ---- all ---- */

/* Its number among all. */
static uint32_t add_object(struct compiled *compiled, struct map *positions, struct compiled_object object)
{
    struct session *session = compiled->session;
    const struct name *id = name_of(session->names, object.id);
    size_t position = (size_t)(uintptr_t)map_get(positions, id);
    if (position) compiled->objects.at[position - 1] = object;
    else {
        vec_push(session->arena, &compiled->objects, object);
        position = compiled->objects.n;
        map_put(session->arena, positions, id, (void *)(uintptr_t)position);
    }
    return (uint32_t)(position - 1);
}

/* The number of each of the manifests, unless one is refused. */
static const uint32_t *add_objects(struct compiled *compiled, const struct manifests *manifests, bool nameless)
{
    struct session *session = compiled->session;
    uint32_t *numbers = NEW_ARRAY(session->arena, manifests->found.n + 1, uint32_t);
    struct map positions = {0};
    for (size_t i = 0; i < manifests->found.n; i++) {
        struct value value = manifests->found.at[i];
        struct compiled_object object = object_of(manifests, value, nameless);
        Span at = origin_span(&manifests->machine->program->origins, value.origin);
        if (object.name.n) numbers[i] = add_object(compiled, &positions, object);
        else diag_add(&session->diags, E0806, at, "this is no Kubernetes object: it has no name");
    }
    return numbers;
}

static Str standard_input(struct session *session)
{
    uint32_t id = read_data(session, "-", STR("<stdin>"));
    return id ? source_at(&session->sources, id)->text : STR("");
}

/* INPUT: what "-" stands for. */
static struct compiled *read_stack(struct session *session, const char *path, Str input, const struct foreign_options *options)
{
    if (!target_kube(session, project_folder_or_here(session->arena), options->kube)) return NULL;
    session->diags.unexamined = true;
    size_t errors = session->diags.errors;
    struct manifests *manifests = manifests_new(session, options->namespace);
    bool whole = read_manifest_path(manifests, path, input);
    struct compiled *compiled = compiled_empty(session);
    compiled->written = &manifests->machine->program->origins;
    json_object_set_new(compiled->stack->head, "kube", json_sprintf("1.%d", session->kube));
    const uint32_t *numbers = add_objects(compiled, manifests, options->nameless);
    if (!whole || session->diags.errors != errors) {
        compiled_free(compiled);
        return NULL;
    }
    compiled_index(compiled);
    if (options->ordered) order_foreign(compiled, manifests, numbers);
    return compiled;
}

struct compiled *foreign_stack(struct session *session, const char *path, const struct foreign_options *options)
{
    return read_stack(session, path, strcmp(path, "-") == 0 ? standard_input(session) : STR(""), options);
}

struct compiled *foreign_stack_of(struct session *session, Str text, const struct foreign_options *options)
{
    return read_stack(session, "-", text, options);
}
