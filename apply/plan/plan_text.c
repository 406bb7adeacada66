/* A plan for people and for programs: consequences and fields as "stk diff" shows them, then what only the cluster knows. */
#include "plan_internal.h"

#include "common/exit_code.h"
#include "diag/render.h"
#include "review/diff_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct tally { size_t of[ACTION_KEEP + 1]; };

static struct tally count(const struct plan *plan)
{
    struct tally tally = {0};
    for (size_t i = 0; i < plan->steps.n; i++)
        if (!plan->steps.at[i].refusal.n && (plan->steps.at[i].member || plan->steps.at[i].action != ACTION_NONE))
            tally.of[plan->steps.at[i].action]++;
    return tally;
}

static struct diff_report report_of(const struct plan *plan)
{
    return (struct diff_report){.session = plan->session, .comparison = plan->comparison, .consequences = plan->consequences};
}

/* ---- text ---- */

static void put_step(struct buf *out, const struct step *step, Str text)
{
    buf_put(out, "  ", 2);
    put_visible(out, step->id);
    buf_put(out, ": ", 2);
    put_visible(out, text);
    if (step->member) buf_printf(out, "  %.*s", STR_ARG(step->member->at));
    buf_char(out, '\n');
}

static void put_title(struct buf *out, bool *first, const char *title)
{
    if (*first) buf_printf(out, "\n%s\n\n", title);
    *first = false;
}

/* What one part of a plan says of a step; empty: nothing. */
typedef Str step_text(const struct plan *, const struct step *);

/* Steps that are refused are told elsewhere. */
static void put_part(const struct plan *plan, step_text *text_of, const char *title, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        Str text = step->refusal.n ? STR("") : text_of(plan, step);
        if (!text.n) continue;
        put_title(out, &first, title);
        put_step(out, step, text);
    }
}

static Str reason_of(const struct step *step, enum action action) { return step->action == action ? step->reason : STR(""); }

static Str replaced(const struct plan *plan, const struct step *step) { return (void)plan, reason_of(step, ACTION_REPLACE); }
static Str not_run(const struct plan *plan, const struct step *step) { return (void)plan, reason_of(step, ACTION_NONE); }
static Str kept(const struct plan *plan, const struct step *step) { return (void)plan, reason_of(step, ACTION_KEEP); }
static Str retained(const struct plan *plan, const struct step *step) { return (void)plan, step->retained; }
static Str overridden(const struct plan *plan, const struct step *step) { return (void)plan, step->overridden; }

static Str leftover_list(const struct plan *plan, const struct step *step)
{
    Str text = STR("");
    for (size_t i = 0; i < step->leftovers.paths.n; i++)
        text = arena_printf(plan->session->arena, "%.*s%s%.*s", STR_ARG(text), i ? ", " : "", STR_ARG(step->leftovers.paths.at[i]));
    return text;
}

static Str cleared(const struct plan *plan, const struct step *step)
{
    return step->leftovers.fields && step->action == ACTION_CHANGE ? leftover_list(plan, step) : STR("");
}

static Str adopted(const struct plan *plan, const struct step *step)
{
    (void)plan;
    return step->member && !step->owned && step->uid.n && step->action != ACTION_CREATE ? STR("adopted") : STR("");
}

static void put_secrets(const struct plan *plan, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < plan->secrets.v.n; i++) {
        const struct secret *secret = &plan->secrets.v.at[i];
        if (!secret_is_missing(secret, &no_bindings)) continue;
        put_title(out, &first, "Secrets that are made:");
        buf_printf(out, "  secret/%.*s/%.*s  %.*s\n", STR_ARG(secret->namespace), STR_ARG(secret->name), STR_ARG(secret->at));
    }
}

static void put_refusal(struct buf *out, const struct step *step)
{
    put_step(out, step, step->refusal);
    for (size_t i = 0; i < step->conflicts.v.n; i++) {
        buf_put(out, "      ", 6);
        put_visible(out, step->conflicts.v.at[i].field);
        buf_printf(out, " belongs to ");
        put_visible(out, step->conflicts.v.at[i].manager);
        buf_char(out, '\n');
    }
    if (!step->help.n) return;
    buf_printf(out, "      = ");
    put_visible(out, step->help);
    buf_char(out, '\n');
}

static void put_refusals(const struct plan *plan, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < plan->steps.n; i++) {
        if (!plan->steps.at[i].refusal.n) continue;
        put_title(out, &first, "Cannot be done:");
        put_refusal(out, &plan->steps.at[i]);
    }
}

static void put_summary(const struct plan *plan, struct buf *out)
{
    static const char *const words[] = {[ACTION_CREATE] = "to create", [ACTION_CHANGE] = "to change", [ACTION_REPLACE] = "to replace",
            [ACTION_DELETE] = "to delete", [ACTION_KEEP] = "to be left where they are", [ACTION_NONE] = "unchanged"};
    struct tally tally = count(plan);
    const char *before = "";
    buf_printf(out, "plan: ");
    for (size_t i = 1; i <= COUNT(words); i++) {
        size_t action = i % COUNT(words), n = tally.of[action];
        if (!n) continue;
        buf_printf(out, "%s%zu %s", before, n, words[action]);
        before = ", ";
    }
    size_t secrets = secrets_missing(&plan->secrets, &no_bindings);
    if (plan->refused) buf_printf(out, "%s%zu that cannot be done", before, plan->refused);
    if (plan->refused) before = ", ";
    if (secrets) buf_printf(out, "%s%zu secret%s to make", before, secrets, secrets == 1 ? "" : "s");
    buf_printf(out, "%s\n", *before || secrets ? "" : "nothing to do");
}

static void put_text(const struct plan *plan, bool color, struct buf *out)
{
    struct diff_report report = report_of(plan);
    if (!diff_is_empty(&report)) write_diff_text(&report, color, out);
    put_part(plan, replaced, "Deleted and made anew:", out);
    put_part(plan, not_run, "Not run again:", out);
    put_part(plan, retained, "Left out of the stack, but stays, as others own it, too:", out);
    put_part(plan, overridden, "Asked for, but an admission policy or webhook of the cluster has the last word:", out);
    put_part(plan, cleared, "Cleared first, as it would be in the way:", out);
    put_secrets(plan, out);
    put_part(plan, adopted, "There already, and belongs to the stack from now on:", out);
    put_part(plan, kept, "Left where it is:", out);
    put_refusals(plan, out);
    if (out->n) buf_char(out, '\n');
    put_summary(plan, out);
}

/* ---- JSON ---- */

static json_t *conflicts_json(const struct step *step)
{
    json_t *list = json_array();
    for (size_t i = 0; i < step->conflicts.v.n; i++)
        json_array_append_new(list, json_pack("{s:o, s:o}", "field", text_json(step->conflicts.v.at[i].field), "manager",
                                              text_json(step->conflicts.v.at[i].manager)));
    return list;
}

static json_t *step_json(const struct plan *plan, const struct step *step)
{
    json_t *object = json_pack("{s:o, s:s}", "id", text_json(step->id), "action", action_name(step->action));
    if (step->member) json_object_set_new(object, "at", text_json(step->member->at));
    if (step->reason.n) json_object_set_new(object, "reason", text_json(step->reason));
    if (step->leftovers.fields) json_object_set_new(object, "cleared", text_json(leftover_list(plan, step)));
    if (step->retained.n) json_object_set_new(object, "left", text_json(step->retained));
    if (step->overridden.n) json_object_set_new(object, "overridden", text_json(step->overridden));
    if (step->refusal.n) json_object_set_new(object, "refusal", text_json(step->refusal));
    if (step->help.n) json_object_set_new(object, "help", text_json(step->help));
    if (step->conflicts.v.n) json_object_set_new(object, "conflicts", conflicts_json(step));
    return object;
}

static json_t *secrets_json(const struct plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->secrets.v.n; i++) {
        const struct secret *secret = &plan->secrets.v.at[i];
        if (secret_is_missing(secret, &no_bindings))
            json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "namespace", text_json(secret->namespace), "name", text_json(secret->name), "at",
                                                  text_json(secret->at)));
    }
    return list;
}

static void put_json(const struct plan *plan, struct buf *out)
{
    struct buf diff = {0};
    struct diff_report report = report_of(plan);
    write_diff_json(&report, &diff);
    json_t *object = json_loadb(diff.s, diff.n, 0, NULL), *steps = json_array();
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (step->action != ACTION_NONE || step->refusal.n || step->reason.n) json_array_append_new(steps, step_json(plan, step));
    }
    json_object_set_new(object, "steps", steps);
    json_object_set_new(object, "secrets", secrets_json(plan));
    buf_json(out, object);
    buf_free(&diff);
}

/* ---- both ---- */

int plan_code(const struct plan *plan) { return plan->refused ? EXIT_CONFLICT : plan_is_empty(plan) ? EXIT_OK : EXIT_PENDING; }

int plan_show(const struct plan *plan, bool json)
{
    struct buf out = {0};
    if (json) put_json(plan, &out);
    else put_text(plan, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), &out);
    bool written = buf_write(&out, stdout) && fflush(stdout) == 0;
    buf_free(&out);
    return written ? plan_code(plan) : EXIT_ERROR;
}
