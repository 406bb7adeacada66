/* The summary that people see after "stk compile": how much, in which order, on which nodes. */
#include "emit/output.h"

/* The first objects from *AT on that are of one wave and kind. */
static size_t run_of(const struct order *order, size_t at)
{
    const struct object *first = order->sorted[at];
    size_t end = at + 1;
    while (end < order->n && order->sorted[end]->wave == first->wave && strcmp(order->sorted[end]->kube->kind, first->kube->kind) == 0) end++;
    return end - at;
}

static void put_waves(const struct order *order, struct buf *out)
{
    size_t at = 0;
    for (uint32_t wave = 0; wave < order->waves; wave++) {
        buf_printf(out, "  wave %0*u ", wave_digits(order->waves), wave);
        for (size_t run; at < order->n && order->sorted[at]->wave == wave; at += run) {
            run = run_of(order, at);
            buf_printf(out, " %zu %s,", run, order->sorted[at]->kube->kind);
        }
        if (out->s[out->n - 1] == ',') out->n--;
        buf_char(out, '\n');
    }
}

enum { STARTS_SHOWN = 40 };

static void put_start(const struct compilation *compilation, struct buf *out)
{
    static const char *const running[] = {"Deployment", "StatefulSet", "DaemonSet", "Job"};
    size_t shown = 0;
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < compilation->order->n && shown < STARTS_SHOWN; i++) {
        const struct object *object = compilation->order->sorted[i];
        bool runs = false;
        for (size_t k = 0; k < COUNT(running); k++) runs |= strcmp(object->kube->kind, running[k]) == 0;
        if (!runs || !object->instance) continue;
        buf_str(out, last == UINT32_MAX ? STR("  ") : object->wave == last ? STR(", ") : STR("\n  then "));
        if (object->instance->parent) buf_str(out, object->instance->path);
        else buf_printf(out, "%s %s", object->kube->kind, object->name->s); /* the stack's own */
        last = object->wave;
        shown++;
    }
    if (shown) buf_char(out, '\n');
    if (shown == STARTS_SHOWN) buf_str(out, STR("  …\n"));
}

static struct value fact_field(const struct compilation *compilation, const struct fact *fact, const char *name)
{
    const struct name *key = name_find(compilation->session->names, str_of(name));
    return key ? value_get(compilation->session->arena, fact->value, key) : value_null();
}

static bool on_plane(struct value members, struct value plane)
{
    for (size_t i = 0; members.kind == V_LIST && i < members.list->n; i++)
        if (value_equal(members.list->at[i], plane)) return true;
    return false;
}

static void put_plane(const struct compilation *compilation, const struct fact *plane, struct buf *out)
{
    struct value name = fact_field(compilation, plane, "name");
    int64_t cpu = 0, memory = 0, pods = 0;
    const struct fact *fact;
    for (size_t i = 0; (fact = next_fact(compilation->machine, "placement", &i));) {
        if (!on_plane(fact_field(compilation, fact, "members"), name)) continue;
        struct value replicas = fact_field(compilation, fact, "replicas");
        int64_t n = replicas.kind == V_INT ? replicas.integer : fact_field(compilation, plane, "at_least").integer;
        pods += n;
        if (fact_field(compilation, fact, "cpu").kind == V_CPU) cpu += n * fact_field(compilation, fact, "cpu").integer;
        if (fact_field(compilation, fact, "memory").kind == V_BYTES) memory += n * fact_field(compilation, fact, "memory").integer;
    }
    int64_t nodes = fact_field(compilation, plane, "at_least").integer;
    buf_printf(out, "  plane %.*s: at least %lld node%s, %lld pod%s", STR_ARG(value_str(name)), (long long)nodes, nodes == 1 ? "" : "s",
               (long long)pods, pods == 1 ? "" : "s");
    if (cpu) buf_printf(out, ", %.3g cpu", (double)cpu / 1000);
    if (memory) buf_printf(out, ", %.3g GiB memory", (double)memory / (1 << 30));
    buf_char(out, '\n');
}

void write_summary(const struct compilation *compilation, struct buf *out)
{
    const struct order *order = compilation->order;
    buf_printf(out, "stack %s for Kubernetes 1.%d: %zu object%s in %u wave%s\n", compilation->program->root->name->s, compilation->session->kube,
               order->n, order->n == 1 ? "" : "s", order->waves, order->waves == 1 ? "" : "s");
    put_waves(compilation->order, out);
    buf_str(out, STR("start-up order\n"));
    put_start(compilation, out);
    const struct fact *plane;
    for (size_t i = 0; (plane = next_fact(compilation->machine, "plane", &i));) put_plane(compilation, plane, out);
}
