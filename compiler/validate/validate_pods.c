/* Pods: probes and images; what their namespace lets them do is in pod_security.c. */
#include "pod.h"

#include "validate/links.h"

/* ---- probes ---- */

/* A port of the container by its number or its name. */
static bool is_port(const struct pod *pod, struct value port, struct value wanted)
{
    int64_t number, own;
    if (!number_in(wanted, &number)) return str_eq(dig_text(dig(pod->catalog, port, "name")), dig_text(wanted));
    return number_in(dig(pod->catalog, port, "containerPort"), &own) && own == number;
}

static bool has_port(const struct pod *pod, struct value ports, struct value wanted)
{
    struct value port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        if (!is_port(pod, port, wanted)) continue;
        link_port(pod->catalog, wanted, port, pod->object);
        return true;
    }
    return false;
}

static void report_probe(const struct pod *pod, const char *what, struct value wanted, struct value ports)
{
    Str shown = value_show(pod->catalog->session->arena, wanted);
    struct diag *diag = object_error(pod->catalog, E0704, wanted, pod->object,
            "%s of container '%.*s' asks port '%.*s', which the container does not have",
                                     what, STR_ARG(pod->name), STR_ARG(shown));
    struct suggestion suggestion = suggestion_for(diags_of(pod), wanted.kind == V_STRING ? shown : STR(""));
    struct value port;
    for (size_t i = 0; each(ports, i, &port); i++)
        suggestion_offer_declared(&suggestion, dig_text(dig(pod->catalog, port, "name")), port_place(pod->catalog, port, pod->object));
    diag_suggest(diags_of(pod), diag, &suggestion);
    diag_note(diags_of(pod), diag, where(pod->catalog, ports.kind == V_NULL ? pod->container : ports, pod->object), "the ports of '%.*s'%s",
              STR_ARG(pod->name), ports.kind == V_NULL ? ": none" : " are here");
    diag_help(diags_of(pod), diag, "name one of its ports, or add this one");
}

/* A number may be a port that is not declared: as long as none is, of another host, and in foreign manifests always. */
static void check_probe_port(const struct pod *pod, const char *what, struct value action)
{
    if (action.kind != V_RECORD) return;
    struct value wanted = dig(pod->catalog, action, "port"), ports = dig(pod->catalog, pod->container, "ports");
    bool declared = ports.kind == V_LIST && ports.list->n > 0 && !pod->catalog->machine->foreign,
            elsewhere = dig_text(dig(pod->catalog, action, "host")).n > 0;
    int64_t number;
    bool asked = number_in(wanted, &number) ? declared && !elsewhere : wanted.kind == V_STRING;
    if (asked && !has_port(pod, ports, wanted)) report_probe(pod, what, wanted, ports);
}

const struct pod_handler pod_handlers[POD_HANDLERS] = {
    {"readinessProbe", NULL, "readiness probe"}, {"livenessProbe", NULL, "liveness probe"}, {"startupProbe", NULL, "startup probe"},
    {"lifecycle", "postStart", "postStart hook"}, {"lifecycle", "preStop", "preStop hook"},
};
const char *const handler_actions[HANDLER_ACTIONS] = {"httpGet", "tcpSocket", "grpc"};

static void check_probes(const struct pod *pod)
{
    for (size_t i = 0; i < POD_HANDLERS; i++) {
        struct value handler = dig(pod->catalog, pod->container, pod_handlers[i].outer, pod_handlers[i].inner);
        for (size_t k = 0; handler.kind == V_RECORD && k < HANDLER_ACTIONS; k++)
            check_probe_port(pod, pod_handlers[i].what, dig(pod->catalog, handler, handler_actions[k]));
    }
}

/* ---- images ---- */

/* What follows the last ':' of the last part; empty: no tag. A registry's port is in an earlier part. */
static Str tag_of(Str image)
{
    for (size_t i = image.n; i > 0 && image.s[i - 1] != '/'; i--)
        if (image.s[i - 1] == ':') return (Str){image.s + i, image.n - i};
    return STR("");
}

/* Images of the library ask the lock file; one in a resource may not. */
static void check_pinned(const struct pod *pod, struct value image)
{
    if (!pod->catalog->machine->image_lock) return;
    struct diag *diag = object_error(pod->catalog, E1007, image, pod->object, "image '%.*s' of container '%.*s' does not ask the lock file",
                                     STR_ARG(dig_text(image)), STR_ARG(pod->name));
    diag_help(diags_of(pod), diag, "write pinned(\"%.*s\")", STR_ARG(dig_text(image)));
}

static void check_image(const struct pod *pod)
{
    struct value image = dig(pod->catalog, pod->container, "image");
    Str text = dig_text(image), tag = tag_of(text);
    if (text.n && memchr(text.s, '@', text.n)) return;
    if (tag.n && !str_is(tag, "latest")) {
        check_pinned(pod, image);
        return;
    }
    struct diag *diag;
    if (!text.n) diag = object_error(pod->catalog, E0712, pod->container, pod->object, "container '%.*s' has no image", STR_ARG(pod->name));
    else if (!tag.n)
        diag = object_error(pod->catalog, E0712, image, pod->object, "image '%.*s' of container '%.*s' has neither tag nor digest", STR_ARG(text),
                            STR_ARG(pod->name));
    else
        diag = object_error(pod->catalog, E0712, image, pod->object,
                "image '%.*s' of container '%.*s' changes without notice: 'latest' is not a version",
                            STR_ARG(text), STR_ARG(pod->name));
    diag_help(diags_of(pod), diag, "name a version: NAME:TAG, or NAME@sha256:…");
}

void validate_pod(struct catalog *catalog, const struct workload *workload)
{
    struct pod pod = {.catalog = catalog, .workload = workload, .object = workload->object};
    if (workload->object->broken) return;
    for (size_t i = 0; each_container(workload, i, &pod.container); i++) {
        pod.name = dig_text(dig(catalog, pod.container, "name"));
        check_probes(&pod);
        check_image(&pod);
    }
    check_pod_security(&pod);
}
