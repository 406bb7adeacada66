/* What is shown of a run: plain lines, JSON events, and text that a server sends to harm a terminal. */
#include "progress/progress.h"
#include "common/terminal_text.h"

#include "test.h"

/* ---- a run to show ---- */

static const struct progress_item shop[] = {
    {{"namespace//shop", 16}, {"shop", 4}, {"stacks/shop.stk:3:3", 19}, "none"},
    {{"job.batch/shop/migrate", 22}, {"site.migrate", 12}, {"stacks/shop.stk:9:5", 19}, "create"},
    {{"deployment.apps/shop/site", 25}, {"site", 4}, {"stacks/shop.stk:14:5", 20}, "change"},
    {{"service/shop/site", 17}, {"site", 4}, {"stacks/shop.stk:14:5", 20}, "create"},
};
enum { NAMESPACE, MIGRATE, SITE, SERVICE };

/* The site comes after the gate of its instance, which comes after the migration. */
enum { GATE = 4, NODES };
static const struct progress_edge waits[] = {{MIGRATE, NAMESPACE}, {SITE, NAMESPACE}, {SITE, GATE}, {GATE, NAMESPACE}, {GATE, MIGRATE}, {SERVICE, NAMESPACE}};

static struct progress *progress;
static char *shown;
static size_t shown_n;
static FILE *out;

static void begin_items(struct progress_options options, const struct progress_item *items, size_t n)
{
    out = options.out = open_memstream(&shown, &shown_n);
    options.command = "apply";
    options.stack = STR("shop");
    options.clock = 1767323045678; /* 2026-01-02 03:04:05.678 */
    progress = progress_new(&options, items, n);
    progress_turn(progress, 1000000);
}

static void begin_with(struct progress_options options)
{
    options.edges = waits;
    options.nedges = COUNT(waits);
    options.nodes = NODES;
    begin_items(options, shop, COUNT(shop));
}

static void begin(enum progress_format format) { begin_with((struct progress_options){.format = format, .width = 80, .height = 24}); }

static void turn(int64_t ms) { progress_turn(progress, 1000000 + ms); }

/* Forgets what was shown so far. */
static void forget(void)
{
    fflush(out);
    rewind(out);
    shown_n = 0;
}

static bool shows(const char *expected)
{
    fflush(out);
    bool same = same_text("shown", str_of(expected), (Str){shown, shown_n});
    progress_free(progress);
    fclose(out);
    free(shown);
    return same;
}

/* ---- plain lines ---- */

static bool a_run_begins_with_its_plan(void)
{
    begin(PROGRESS_PLAIN);
    return shows("apply shop: 4 objects, 2 to create, 1 to change, 1 unchanged\n");
}

static bool what_becomes_ready_is_a_line(void)
{
    begin(PROGRESS_PLAIN);
    forget();
    progress_object(progress, NAMESPACE, STATE_UNCHANGED, "");
    progress_object(progress, SITE, STATE_SENT, "");
    turn(12345);
    progress_object(progress, SITE, STATE_WAITING, "0 of 3 pods updated");
    progress_object(progress, SITE, STATE_READY, "");
    progress_object(progress, SITE, STATE_READY, "");
    return shows("  12.3s  ready    deployment.apps/shop/site\n");
}

static bool waiting_is_told_every_5_seconds(void)
{
    begin(PROGRESS_PLAIN);
    forget();
    for (int i = 0; i <= 120; i++) {
        char text[32];
        snprintf(text, sizeof text, "%d of 3 pods updated", i / 40);
        progress_object(progress, SITE, STATE_WAITING, text);
        turn(i * 100);
    }
    turn(13000);
    turn(14000);
    turn(15000);
    return shows("   5.0s  waiting  deployment.apps/shop/site: 1 of 3 pods updated\n"
                 "  10.0s  waiting  deployment.apps/shop/site: 2 of 3 pods updated\n"
                 "  15.0s  waiting  deployment.apps/shop/site: 3 of 3 pods updated\n");
}

static bool a_quiet_run_gives_a_sign_of_life(void)
{
    begin(PROGRESS_PLAIN);
    progress_object(progress, MIGRATE, STATE_WAITING, "1 pod runs");
    turn(6000);
    forget();
    turn(35900);
    turn(36000);
    return shows("  36.0s  waiting  1 of 4 objects, 3 pending: longest for job.batch/shop/migrate\n");
}

static bool what_is_skipped_for_one_reason_is_a_line(void)
{
    begin(PROGRESS_PLAIN);
    forget();
    progress_object(progress, MIGRATE, STATE_FAILED, "job failed: BackoffLimitExceeded");
    progress_skip(progress, SITE, MIGRATE);
    progress_skip(progress, SERVICE, SITE);
    turn(100);
    return shows("   0.0s  failed   job.batch/shop/migrate: job failed: BackoffLimitExceeded (stacks/shop.stk:9:5)\n"
                 "   0.1s  skipped  2 objects: needs job.batch/shop/migrate\n");
}

static bool a_warning_is_shown_once(void)
{
    begin(PROGRESS_PLAIN);
    forget();
    for (int i = 0; i < 3; i++) progress_note(progress, "warning", "%s is deprecated", "batch/v1beta1");
    progress_note(progress, "info", "the server is busy; again in %d s", 2);
    return shows("   0.0s  warning  batch/v1beta1 is deprecated\n"
                 "   0.0s  note     the server is busy; again in 2 s\n");
}

static bool a_problem_has_its_place_and_help(void)
{
    begin(PROGRESS_PLAIN);
    forget();
    progress_problem(progress, "error", STR("shop.stk:3:1"), STR("no node is ready"), STR("make one"));
    progress_problem(progress, "warning", STR(""), STR("old\033[2J"), STR(""));
    return shows("   0.0s  error    shop.stk:3:1: no node is ready\n   = make one\n"
                 "   0.0s  warning  old\n");
}

static void fail_migration(void)
{
    progress_object(progress, NAMESPACE, STATE_UNCHANGED, "");
    progress_object(progress, MIGRATE, STATE_SENT, "");
    progress_object(progress, MIGRATE, STATE_FAILED, "job failed: BackoffLimitExceeded");
    progress_detail(progress, MIGRATE, "events", "3x Warning BackOff: Back-off restarting failed container\n");
    progress_detail(progress, MIGRATE, "last log lines of container main", "no such table\r\n\033[31mexit 1\033[0m\n\n");
    progress_help(progress, MIGRATE, "the job runs again when its configuration has changed");
    progress_skip(progress, SITE, MIGRATE);
    progress_skip(progress, SERVICE, SITE);
}

static bool a_failure_is_shown_whole_at_the_end(void)
{
    begin(PROGRESS_PLAIN);
    turn(41000);
    fail_migration();
    turn(41000);
    forget();
    progress_end(progress, 4, "stk apply shop.plan");
    return shows("\nstacks/shop.stk:9:5: error: job.batch/shop/migrate: job failed: BackoffLimitExceeded\n"
                 "   events:\n"
                 "      3x Warning BackOff: Back-off restarting failed container\n"
                 "   last log lines of container main:\n"
                 "      no such table\n"
                 "      exit 1\n"
                 "   skipped, as they need it: deployment.apps/shop/site, service/shop/site\n"
                 "   = the job runs again when its configuration has changed\n"
                 "\n"
                 "1 unchanged, 1 failed, 2 skipped in 41 s\n"
                 "to go on: stk apply shop.plan\n");
}

static bool an_interrupted_run_counts_what_is_left(void)
{
    begin(PROGRESS_PLAIN);
    progress_object(progress, NAMESPACE, STATE_UNCHANGED, "");
    progress_object(progress, SERVICE, STATE_READY, "");
    progress_object(progress, MIGRATE, STATE_WAITING, "1 pod runs");
    turn(2100);
    forget();
    progress_end(progress, 130, NULL);
    return shows("\nunfinished: job.batch/shop/migrate: 1 pod runs\n1 created, 1 unchanged, 1 unfinished, 1 pending in 2.1 s\n");
}

/* ---- the live table ---- */

#define END "\033[K\n" /* of a line that is drawn */

static void begin_table(int width, int height)
{
    begin_with((struct progress_options){.format = PROGRESS_LIVE, .width = width, .height = height});
}

static void update_site(void)
{
    progress_object(progress, NAMESPACE, STATE_UNCHANGED, "");
    progress_object(progress, MIGRATE, STATE_SENT, "");
    progress_object(progress, SERVICE, STATE_READY, "");
    turn(3000);
    progress_object(progress, MIGRATE, STATE_WAITING, "1 pod runs");
    turn(12000);
}

static bool a_service_is_a_row(void)
{
    begin_table(80, 24);
    update_site();
    forget();
    progress_object(progress, MIGRATE, STATE_READY, "");
    progress_object(progress, SITE, STATE_SENT, "");
    progress_object(progress, SITE, STATE_WAITING, "1 of 3 pods updated");
    progress_note(progress, "warning", "old");
    turn(12500);
    return shows("\033[5A\r\033[J  12.0s  warning  old\n\r"
                 "apply shop  3 of 4 done, 1 active                                           12s" END
                 "  SERVICE       DONE  STATE       TIME  WAITS FOR" END
                 "✓ shop           1/1  unchanged       " END
                 "✓ site.migrate   1/1  ready        12s" END
                 "⠸ site           1/2  waiting       0s  1 of 3 pods updated (deployment/site)" END);
}

static bool only_changed_lines_are_drawn_again(void)
{
    begin_table(80, 24);
    update_site();
    forget();
    progress_object(progress, MIGRATE, STATE_WAITING, "2 pods run");
    turn(12050);
    turn(12100);
    return shows("\033[5A\r\n\n\n⠋ site.migrate   0/1  waiting      12s  2 pods run (job/migrate)" END "\n");
}

static bool a_pending_service_names_the_one_it_waits_for(void)
{
    begin_table(60, 24);
    progress_object(progress, NAMESPACE, STATE_UNCHANGED, "");
    progress_object(progress, MIGRATE, STATE_WAITING, "1 pod runs");
    turn(50);
    forget();
    turn(3000);
    return shows("\033[5A\r"
                 "apply shop  1 of 4 done, 1 active, 2 pending             3s" END
                 "\n"
                 "✓ shop           1/1  unchanged       " END
                 "⠴ site.migrate   0/1  waiting       3s  1 pod runs" END
                 "· site           0/2  pending           site.migrate" END);
}

/* 9 services, on a screen with room for 5 rows. */
static void begin_low(bool ascii)
{
    static const char *const names[] = {"a.x", "b.x", "c.x", "d.x", "e.x", "f.x", "g.x", "h.x", "i.x"};
    static struct progress_item items[COUNT(names)];
    for (size_t i = 0; i < COUNT(names); i++) items[i] = (struct progress_item){.id = STR("secret/ns/x"), .service = str_of(names[i]), .action = "create"};
    begin_items((struct progress_options){.format = PROGRESS_LIVE, .width = 60, .height = 8, .ascii = ascii}, items, COUNT(items));
    forget();
    for (size_t i = 0; i < 3; i++) progress_object(progress, i, STATE_READY, "");
    progress_object(progress, 6, STATE_WAITING, "no address: näher");
    progress_object(progress, 8, STATE_FAILED, "quota");
    turn(1000);
}

static bool a_low_screen_shows_what_matters(void)
{
    begin_low(false);
    return shows("\033[7A\r\033[J   0.0s  failed   secret/ns/x: quota\n\r"
                 "apply shop  3 of 9 done, 1 failed, 1 active, 4 pending   1s" END
                 "  SERVICE  DONE  STATE       TIME  WAITS FOR" END
                 "✓ 3 services ready" END
                 "· d         0/1  pending           its turn" END
                 "⠇ g         0/1  waiting       1s  x: no address: näher" END
                 "✗ i         0/1  failed            x: quota (secret/x)" END
                 "· 3 more services" END);
}

static bool a_table_can_be_ascii(void)
{
    begin_low(true);
    return shows("\033[7A\r\033[J   0.0s  failed   secret/ns/x: quota\n\r"
                 "apply shop  3 of 9 done, 1 failed, 1 active, 4 pending   1s" END
                 "  SERVICE  DONE  STATE       TIME  WAITS FOR" END
                 "+ 3 services ready" END
                 ". d         0/1  pending           its turn" END
                 "/ g         0/1  waiting       1s  x: no address: n?her" END
                 "x i         0/1  failed            x: quota (secret/x)" END
                 ". 3 more services" END);
}

/* ---- JSON events ---- */

#define EVENT(time, ms, rest) "{\"schema\":1,\"time\":\"2026-01-02T03:04:" time "Z\",\"elapsed_ms\":" ms "," rest "}\n"

static bool events_are_json_lines(void)
{
    begin(PROGRESS_JSON);
    turn(1500);
    progress_object(progress, SERVICE, STATE_SENT, "");
    progress_object(progress, SERVICE, STATE_SENT, "");
    progress_note(progress, "warning", "old\"");
    return shows(EVENT("05.678", "0", "\"type\":\"run\",\"command\":\"apply\",\"stack\":\"shop\",\"objects\":4,"
                       "\"planned\":{\"created\":2,\"changed\":1,\"unchanged\":1}")
                 EVENT("07.178", "1500", "\"type\":\"object\",\"id\":\"service/shop/site\",\"service\":\"site\","
                       "\"at\":\"stacks/shop.stk:14:5\",\"action\":\"create\",\"state\":\"sent\"")
                 EVENT("07.178", "1500", "\"type\":\"note\",\"level\":\"warning\",\"text\":\"old\\\"\""));
}

static bool the_end_names_the_outcome(void)
{
    begin(PROGRESS_JSON);
    fail_migration();
    forget();
    progress_end(progress, 4, "stk apply");
    return shows(EVENT("05.678", "0", "\"type\":\"end\",\"exit_code\":4,\"outcome\":{\"unchanged\":1,\"failed\":1,\"skipped\":2},"
                       "\"next\":\"stk apply\""));
}

static bool a_problem_is_a_note(void)
{
    begin(PROGRESS_JSON);
    forget();
    progress_problem(progress, "error", STR("shop.stk:3:1"), STR("no node is ready"), STR("make\none"));
    return shows(EVENT("05.678", "0", "\"type\":\"note\",\"level\":\"error\",\"at\":\"shop.stk:3:1\",\"text\":\"no node is ready\","
                       "\"help\":\"make one\""));
}

static bool the_command_to_go_on_is_cleaned(void)
{
    begin(PROGRESS_JSON);
    forget();
    progress_end(progress, 130, "stk apply '\xFF\033[2Jout'");
    return shows(EVENT("05.678", "0", "\"type\":\"end\",\"exit_code\":130,\"outcome\":{\"pending\":4},\"next\":\"stk apply '�out'\""));
}

static bool a_detail_is_an_event(void)
{
    begin(PROGRESS_JSON);
    forget();
    progress_detail(progress, MIGRATE, "events", "a\nb\n");
    progress_skip(progress, SITE, MIGRATE);
    return shows(EVENT("05.678", "0", "\"type\":\"detail\",\"id\":\"job.batch/shop/migrate\",\"title\":\"events\",\"lines\":[\"a\",\"b\"]")
                 EVENT("05.678", "0", "\"type\":\"object\",\"id\":\"deployment.apps/shop/site\",\"service\":\"site\","
                       "\"at\":\"stacks/shop.stk:14:5\",\"action\":\"change\",\"state\":\"skipped\","
                       "\"text\":\"needs job.batch/shop/migrate\",\"because\":\"job.batch/shop/migrate\""));
}

/* ---- text of others ---- */

static bool cleans(const char *text, size_t n, const char *expected)
{
    struct buf clean = {0};
    put_clean(&clean, (Str){text, n});
    bool same = same_text("clean", str_of(expected), (Str){clean.s ? clean.s : "", clean.n});
    buf_free(&clean);
    return same;
}
#define CLEANS(text, expected) cleans(text, sizeof(text) - 1, expected)

static bool escape_sequences_are_left_out(void)
{
    return CLEANS("\033[1;31mred\033[0m", "red") && CLEANS("\033]0;title\aa", "a") && CLEANS("\033]8;;http://x\033\\link", "link")
        && CLEANS("a\033(Bb\033cc", "abc");
}

static bool broken_sequences_stay_visible(void)
{
    return CLEANS("\033]0;no end", "�]0;no end") && CLEANS("a\033", "a�") && CLEANS("\033[12", "�[12");
}

static bool controls_and_turns_become_visible(void)
{
    return CLEANS("a\tb\r\nc", "a b  c") && CLEANS("a\0b\x7F", "a�b�") && CLEANS("\xC2\x9B" "31m", "�31m")
        && CLEANS("\u202Ecod.exe\u200B", "�cod.exe�");
}

static bool what_is_no_utf8_becomes_visible(void)
{
    return CLEANS("\xFF\xC0\x80", "���") && CLEANS("\xE4\xBD", "��") && CLEANS("Köln 你好 🙂", "Köln 你好 🙂");
}

static bool fits(const char *text, size_t columns, const char *expected, size_t taken)
{
    struct buf cut = {0};
    size_t n = put_fitting(&cut, str_of(text), columns, false);
    bool same = same_text(text, str_of(expected), (Str){cut.s ? cut.s : "", cut.n}) && n == taken;
    buf_free(&cut);
    return same;
}

static bool text_is_cut_by_columns(void)
{
    return fits("abc", 3, "abc", 3) && fits("abcd", 3, "ab…", 3) && fits("你好吗", 6, "你好吗", 6) && fits("你好吗", 5, "你好…", 5)
        && fits("你好吗", 4, "你…", 3) && fits("e\u0301e", 2, "e\u0301e", 2) && fits("a", 0, "", 0);
}

static const struct unit_test tests[] = {
    {"a run begins with its plan", a_run_begins_with_its_plan},
    {"what becomes ready is a line", what_becomes_ready_is_a_line},
    {"what an object waits for is told at most every 5 seconds", waiting_is_told_every_5_seconds},
    {"a run without news gives a sign of life every 30 seconds", a_quiet_run_gives_a_sign_of_life},
    {"what is skipped for one reason is one line", what_is_skipped_for_one_reason_is_a_line},
    {"a warning is shown once", a_warning_is_shown_once},
    {"a problem has its place and help", a_problem_has_its_place_and_help},
    {"a failure is shown whole at the end", a_failure_is_shown_whole_at_the_end},
    {"an interrupted run counts what is left", an_interrupted_run_counts_what_is_left},
    {"a service is a row, and notes stay above the table", a_service_is_a_row},
    {"only lines that changed are drawn again, at most ten times a second", only_changed_lines_are_drawn_again},
    {"a pending service names the one it waits for", a_pending_service_names_the_one_it_waits_for},
    {"a low screen shows what matters", a_low_screen_shows_what_matters},
    {"a table can be drawn in ASCII", a_table_can_be_ascii},
    {"events are JSON, one a line", events_are_json_lines},
    {"the end names the outcome and how to go on", the_end_names_the_outcome},
    {"a problem is a note with place and help", a_problem_is_a_note},
    {"the command to go on is cleaned, too", the_command_to_go_on_is_cleaned},
    {"details and what is skipped are events that name the cause", a_detail_is_an_event},
    {"escape sequences are left out", escape_sequences_are_left_out},
    {"broken escape sequences stay visible", broken_sequences_stay_visible},
    {"control characters and turns of direction become visible", controls_and_turns_become_visible},
    {"what is no UTF-8 becomes visible", what_is_no_utf8_becomes_visible},
    {"text is cut by columns, not bytes", text_is_cut_by_columns},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
