/* The order of a body: every item comes after what it refers to. A circle is found here, before any value is known,
 * and reported as the shortest one. */
#include "checker.h"

struct ordering {
    struct program *program;
    struct component *component;
    struct step **by_slot;
    unsigned char *seen;          /* by slot: 0 not yet, 1 on the path, 2 done */
    struct step **sorted;
    size_t n;
    bool cycle;                   /* one was reported */
};

/* One level of the walk: kept apart from the C stack, so that long chains are fine. */
struct frame {
    struct step *step;
    size_t next;                  /* use to look at */
};

static struct step *used_step(const struct ordering *ordering, const struct step *step, size_t i)
{
    return ordering->by_slot[step->uses.v.at[i].slot];
}

/* ---- the shortest circle through a step, breadth first ---- */

struct trail {
    struct step *step;
    size_t from;                  /* index of the trail before it */
    Span at;                      /* the reference that led here */
};

static void note_cycle(struct ordering *ordering, const struct trail *trails, size_t last, Span closing)
{
    struct session *session = ordering->program->session;
    VEC(size_t) path = {0};
    for (size_t i = last; i; i = trails[i].from) vec_push(session->arena, &path, i);
    Span first = path.n ? trails[path.at[path.n - 1]].at : closing;
    struct step *start = trails[0].step;
    struct diag *diag = REPORT(session, E0601, first, "'%s' waits for itself", start->name ? start->name->s : "this");
    for (size_t i = path.n; i-- > 0;) {
        Span at = i ? trails[path.at[i - 1]].at : closing;
        diag_note(&session->diags, diag, at, "'%s' refers to '%s' here", trails[path.at[i]].step->name->s,
                  i ? trails[path.at[i - 1]].step->name->s : start->name->s);
    }
    diag_help(&session->diags, diag, "one of these references has to go");
}

static void report_cycle(struct ordering *ordering, struct step *start)
{
    struct arena *arena = ordering->program->session->arena;
    struct trail *queue = NEW_ARRAY(arena, ordering->component->nsteps + 1, struct trail);
    unsigned char *reached = NEW_ARRAY(arena, ordering->component->nslots, unsigned char);
    size_t n = 0;
    ordering->cycle = true;
    queue[n++] = (struct trail){.step = start};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < queue[i].step->uses.v.n; k++) {
            struct step *next = used_step(ordering, queue[i].step, k);
            Span at = queue[i].step->uses.v.at[k].at;
            if (next == start) {
                note_cycle(ordering, queue, i, at);
                return;
            }
            if (!next || reached[next->slot]++) continue;
            queue[n++] = (struct trail){next, i, at};
        }
}

/* ---- the walk ---- */

static void visit(struct ordering *ordering, struct step *start)
{
    struct arena *arena = ordering->program->session->arena;
    VEC(struct frame) path = {0};
    if (ordering->seen[start->slot]) return;
    ordering->seen[start->slot] = 1;
    vec_push(arena, &path, ((struct frame){start, 0}));
    while (path.n) {
        struct frame *frame = &path.at[path.n - 1];
        if (frame->next == frame->step->uses.v.n) {
            ordering->seen[frame->step->slot] = 2;
            ordering->sorted[ordering->n++] = frame->step;
            path.n--;
            continue;
        }
        struct step *next = used_step(ordering, frame->step, frame->next++);
        if (!next || ordering->seen[next->slot] == 2) continue;
        if (ordering->seen[next->slot] == 1) {
            if (!ordering->cycle) report_cycle(ordering, next);
            continue;
        }
        ordering->seen[next->slot] = 1;
        vec_push(arena, &path, ((struct frame){next, 0}));
    }
}

/* What instances inherit comes before them; a setting that is itself an instance, as a namespace, comes after the other settings. */
enum { TURN_PARAM, TURN_SETTING, TURN_SETTING_OF_INSTANCE, TURN_REST, TURNS };

static unsigned turn_of(const struct ordering *ordering, const struct step *step)
{
    if (step->kind == STEP_PARAM) return TURN_PARAM;
    if (step->kind != STEP_SETTING) return TURN_REST;
    for (size_t i = 0; i < step->uses.v.n; i++) {
        const struct step *used = used_step(ordering, step, i);
        if (used && used->kind != STEP_PARAM) return TURN_SETTING_OF_INSTANCE;
    }
    return TURN_SETTING;
}

void order_steps(struct program *program, struct component *component)
{
    struct arena *arena = program->session->arena;
    struct ordering ordering = {.program = program, .component = component};
    ordering.by_slot = NEW_ARRAY(arena, component->nslots, struct step *);
    ordering.seen = NEW_ARRAY(arena, component->nslots, unsigned char);
    ordering.sorted = NEW_ARRAY(arena, component->nsteps + 1, struct step *);
    for (size_t i = 0; i < component->nsteps; i++) ordering.by_slot[component->steps[i]->slot] = component->steps[i];
    for (unsigned turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < component->nsteps; i++)
            if (turn_of(&ordering, component->steps[i]) == turn) visit(&ordering, component->steps[i]);
    component->steps = ordering.sorted;
}
