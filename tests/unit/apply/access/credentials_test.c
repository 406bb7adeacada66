/* Credentials that change: token files, and exec plugins that do all that plugins do. */
#include "access/credentials.h"
#include "access/exec_plugin.h"
#include "common/timestamp.h"

#include "pem_examples.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define V1   "client.authentication.k8s.io/v1"
/* ---- a folder of files ---- */

static char folder[] = "/tmp/stk-credentials-XXXXXX";
static struct arena *arena;
static struct problem problem;
static struct exec_answer answer;

static Str path_of(const char *name) { return arena_printf(arena, "%s/%s", folder, name); }

static Str write_file(const char *name, const char *text)
{
    Str path = path_of(name);
    FILE *file = fopen(path.s, "w");
    if (!file) panic("cannot write %s", path.s);
    fputs(text, file);
    fclose(file);
    chmod(path.s, 0700);
    return path;
}

static Str read_file(const char *name)
{
    char text[4096];
    FILE *file = fopen(path_of(name).s, "r");
    size_t n = file ? fread(text, 1, sizeof text, file) : 0;
    if (file) fclose(file);
    return arena_copy(arena, (Str){text, n});
}

/* ---- plugins: shell scripts that leave a line in "runs" ---- */

static struct exec_plugin plugin_of(const char *script)
{
    Str text = arena_printf(arena, "#!/bin/sh\necho run >>%s/runs\n%s\n", folder, script);
    unlink(path_of("runs").s);
    return (struct exec_plugin){.command = write_file("plugin", text.s), .api_version = STR(V1)};
}

static const char *prints(const char *status)
{
    return arena_printf(arena, "cat <<'E'\n{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\",\"status\":%s}\nE", status).s;
}

/* The status of a certificate; line ends are escaped as JSON wants it. */
static const char *pair_of(const char *certificate, const char *key)
{
    struct buf text = {0};
    buf_printf(&text, "{\"clientCertificateData\":\"%s\",\"clientKeyData\":\"%s\"}", certificate, key);
    struct buf escaped = {0};
    for (size_t i = 0; i < text.n; i++)
        if (text.s[i] == '\n') buf_put(&escaped, "\\n", 2);
        else buf_char(&escaped, text.s[i]);
    Str kept = arena_copy(arena, (Str){escaped.s, escaped.n});
    buf_free(&text), buf_free(&escaped);
    return kept.s;
}

static size_t runs(void) { return read_file("runs").n / 4; }

static bool runs_for(const struct exec_plugin *plugin, int64_t timeout)
{
    exec_answer_wipe(&answer);
    problem = (struct problem){.arena = arena};
    return exec_plugin_run(plugin, timeout, &answer, &problem);
}

static bool gives(const char *script)
{
    struct exec_plugin plugin = plugin_of(script);
    bool given = runs_for(&plugin, 0);
    if (!given) remark("%.*s\n", STR_ARG(problem.text));
    return given;
}

static bool says(const char *why)
{
    bool said = problem.code == 1 && strstr(problem.text.s, why) && !strstr(problem.text.s, "hunter2") && !strstr(problem.help.n ? problem.help.s : "", "hunter2");
    if (!said) remark("expected '%s', got '%.*s'\n", why, STR_ARG(problem.text));
    return said;
}

static bool fails(const char *script, const char *why)
{
    struct exec_plugin plugin = plugin_of(script);
    return !runs_for(&plugin, 0) && !answer.token.n && says(why);
}

static Str token(void) { return (Str){answer.token.s, answer.token.n}; }

/* ---- one run ---- */

static bool a_token_is_taken(void)
{
    return gives(prints("{\"token\":\"t\",\"expirationTimestamp\":\"2026-01-31T12:00:00Z\"}")) && same_text("token", STR("t"), token()) && answer.expires == 1769860800000 &&
           gives(prints("{\"token\":\"t\"}")) && answer.expires == INT64_MAX && !answer.certificate.n;
}

static bool a_certificate_alone_is_enough(void)
{
    return gives(prints(pair_of(PEM_CERTIFICATE, PEM_KEY))) && !answer.token.n && same_text("certificate", STR(PEM_CERTIFICATE), (Str){answer.certificate.s, answer.certificate.n}) &&
           same_text("key", STR(PEM_KEY), (Str){answer.key.s, answer.key.n});
}

static bool what_cannot_start_is_told(void)
{
    struct exec_plugin absent = {.command = STR("stk-no-such-plugin"), .api_version = STR(V1), .install_hint = STR("get it there")};
    struct exec_plugin nowhere = {.command = path_of("nowhere"), .api_version = STR(V1)}, text = {.command = write_file("text", "x"), .api_version = STR(V1)};
    bool hinted = !runs_for(&absent, 0) && says("stk-no-such-plugin is not in PATH") && same_text("help", STR("get it there"), problem.help);
    bool missing = !runs_for(&nowhere, 0) && says("is not there");
    bool no_program = !runs_for(&text, 0) && says("cannot be run: it is no program");
    chmod(text.command.s, 0600);
    return hinted && missing && no_program && !runs_for(&text, 0) && says("cannot be run: Permission denied");
}

static bool failure_is_told(void)
{
    return fails("echo hunter2; exit 3", "failed with exit code 3") && fails("kill -9 $$", "was ended by signal 9");
}

static bool what_hangs_is_ended_with_all_it_started(void)
{
    struct exec_plugin plugin = plugin_of(arena_printf(arena, "sleep 100 & echo $! >%s/child; wait", folder).s);
    int64_t begun = elapsed_ms();
    bool ended = !runs_for(&plugin, 500) && says("has not answered within 1 s") && elapsed_ms() - begun < 5000;
    pid_t child = (pid_t)atoi(read_file("child").s);
    for (int i = 0; i < 100 && kill(child, 0) == 0; i++) usleep(20000); /* until it is reaped */
    Str state = arena_printf(arena, "/proc/%d/stat", (int)child);
    FILE *file = fopen(state.s, "r");
    char letter = 'X';
    if (file && fscanf(file, "%*d %*s %c", &letter) != 1) letter = 'X';
    if (file) fclose(file);
    return ended && child > 0 && (letter == 'X' || letter == 'Z');
}

static bool what_closes_its_output_and_hangs_is_ended(void)
{
    struct exec_plugin plugin = plugin_of("exec >&-; sleep 100");
    return !runs_for(&plugin, 500) && says("has not answered");
}

static bool garbage_is_refused(void)
{
    return fails("echo hunter2", "is no ExecCredential in JSON or YAML") && fails("true", "is no ExecCredential in JSON or YAML") &&
           fails("echo '[\"hunter2\"]'", "is no ExecCredential") &&
           fails("printf '{\\000}'", "is no ExecCredential") && fails("printf '%0100000d' 0 | tr 0 '['", "is no ExecCredential") &&
           fails("echo '{\"kind\":\"hunter2\"}'", "its kind is another") && fails(prints("{}"), "neither a token") && fails(prints("null"), "has no 'status'") &&
           fails(prints("{\"token\":{\"a\":\"hunter2\"}}"), "that is no text") && fails(prints("{\"token\":\"hunter2\\nx\"}"), "line end") &&
           fails(prints("{\"token\":\"hunter2\",\"token\":\"b\"}"), "is no ExecCredential") &&
           fails(prints("{\"token\":\"hunter2\",\"expirationTimestamp\":\"soon\"}"), "is no time") &&
           fails(prints(pair_of("", PEM_KEY)), "without the other") && fails(prints(pair_of(PEM_CERTIFICATE, "")), "without the other") &&
           fails(prints(pair_of("hunter2", PEM_KEY)), "cannot be read") && fails(prints(pair_of(PEM_CERTIFICATE, PEM_OTHER_KEY)), "no pair");
}

/* What kubectl 1.36.4 takes. */
static bool answers_have_many_forms(void)
{
    static const char *const forms[] = {
        "echo '{\"apiVersion\":\"" V1 "\",\"status\":{\"token\":\"t\"}}'",
        "echo '  {\"apiVersion\":\"" V1 "\",\"kind\":\"\",\"more\":1,\"status\":{\"token\":\"t\",\"more\":1}}'",
        "echo '{\"apiVersion\":\"" V1 "\",\"kind\":null,\"status\":{\"token\":\"t\",\"clientKeyData\":null}}'",
        "printf 'apiVersion: " V1 "\\nstatus: {token: t}\\n'",
        "printf '# from a shell\\n{\"apiVersion\":\"" V1 "\",\"status\":{\"token\":\"t\"}}'",
        "printf -- '---\\nkind: ExecCredential\\napiVersion: " V1 "\\nstatus:\\n  token: t\\n  expirationTimestamp: 2999-01-01T00:00:00Z\\n---\\nmore\\n'",
    };
    bool right = true;
    for (size_t i = 0; i < COUNT(forms); i++) right &= gives(forms[i]) && same_text(forms[i], STR("t"), (Str){answer.token.s, answer.token.n});
    return right && answer.expires < INT64_MAX;
}

static bool other_forms_are_refused(void)
{
    return fails("echo '{\"status\":{\"token\":\"hunter2\"}}'", "another apiVersion") &&
           fails("echo '{\"apiVersion\":\"" V1 "\",\"status\":{\"token\":\"hunter2\"}} x'", "is no ExecCredential") &&
           fails("echo '{apiVersion: " V1 ", status: {token: hunter2}}'", "is no ExecCredential") &&
           fails("printf 'apiVersion: " V1 "\\nkind: hunter2\\nstatus: {token: t}\\n'", "its kind is another") &&
           fails("printf 'apiVersion: " V1 "\\nstatus: {token: 12345}\\n'", "that is no text") &&
           fails("printf 'apiVersion: " V1 "\\nstatus: {token: t, token: hunter2}\\n'", "is no ExecCredential") &&
           fails("printf 'apiVersion: " V1 "\\nstatus: hunter2\\n'", "has no 'status'");
}

static bool another_version_is_refused(void)
{
    return fails("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"hunter2\"}}'", "another apiVersion") &&
           strstr(problem.help.s, "the kubeconfig says " V1);
}

static bool large_answers_are_taken_and_huge_ones_refused(void)
{
    Str fits = arena_printf(arena, "printf '%%s' '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\",\"status\":{\"token\":\"'; head -c %d /dev/zero | tr '\\0' x; echo '\"}}'", 2 << 20);
    return gives(fits.s) && answer.token.n == 2 << 20 && fails("cat /dev/zero", "prints more than 4 MiB");
}

static bool a_terminal_is_wanted_in_vain(void)
{
    struct exec_plugin plugin = plugin_of(prints("{\"token\":\"t\"}"));
    plugin.interactive = INTERACTIVE_ALWAYS;
    return !runs_for(&plugin, 0) && says("there is no terminal") && runs() == 0;
}

/* What it says of its standard input and of KUBERNETES_EXEC_INFO. */
static Str seen_by(struct exec_plugin *plugin)
{
    runs_for(plugin, 0);
    return read_file("seen");
}

static bool standard_input_is_for_those_who_ask(void)
{
    struct exec_plugin plugin = plugin_of(arena_printf(arena, "{ readlink /proc/self/fd/0; echo \"$KUBERNETES_EXEC_INFO\"; } >%s/seen", folder).s);
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), before = dup(STDIN_FILENO);
    if (terminal < 0 || grantpt(terminal) || unlockpt(terminal)) return true;
    const char *name = ptsname(terminal);
    int ours = name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (ours < 0) return true;
    dup2(ours, STDIN_FILENO);
    plugin.interactive = INTERACTIVE_IF_AVAILABLE;
    Str asks = seen_by(&plugin);
    plugin.interactive = INTERACTIVE_NEVER;
    Str silent = seen_by(&plugin);
    dup2(before, STDIN_FILENO);
    plugin.interactive = INTERACTIVE_IF_AVAILABLE;
    Str without = seen_by(&plugin);
    close(ours), close(terminal), close(before);
    Str expected = STR("/dev/null\n{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\",\"spec\":{\"interactive\":false}}\n");
    return !str_starts(asks, STR("/dev/null")) && strstr(asks.s, "{\"interactive\":true}") && same_text("never", expected, silent) && same_text("no terminal", expected, without);
}

static bool standard_error_is_ours(void)
{
    int before = dup(STDERR_FILENO), file = open(path_of("seen").s, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dup2(file, STDERR_FILENO);
    bool given = gives(arena_printf(arena, "echo visit https://login >&2\n%s", prints("{\"token\":\"t\"}")).s);
    dup2(before, STDERR_FILENO);
    close(before), close(file);
    return given && same_text("standard error", STR("visit https://login\n"), read_file("seen"));
}

static bool the_environment_is_ours_and_its_own(void)
{
    struct exec_plugin plugin = plugin_of(arena_printf(arena, "echo \"$STK_A $STK_B $1 $2 $KUBERNETES_EXEC_INFO\" >%s/seen", folder).s);
    struct text_list environment = {0}, arguments = {0};
    vec_push(arena, &environment, STR("STK_B=first"));
    vec_push(arena, &environment, STR("STK_B=own"));
    vec_push(arena, &environment, STR("KUBERNETES_EXEC_INFO=x"));
    vec_push(arena, &arguments, STR("a b"));
    vec_push(arena, &arguments, STR("$(false)"));
    plugin.environment = environment;
    plugin.arguments = arguments;
    plugin.cluster_info = STR("{\"server\":\"https://h\"}");
    setenv("STK_A", "ours", 1);
    setenv("STK_B", "ours", 1);
    return same_text("seen", STR("ours own a b $(false) {\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\",\"spec\":{\"interactive\":false,\"cluster\":{\"server\":\"https://h\"}}}\n"),
                     seen_by(&plugin));
}

/* ---- credentials ---- */

static bool header_is(struct credentials *credentials, const char *expected)
{
    const char *header;
    problem = (struct problem){.arena = arena};
    if (credentials_authorization(credentials, &header, &problem)) return same_text("header", str_of(expected), str_of(header));
    remark("%.*s\n", STR_ARG(problem.text));
    return false;
}

static bool header_fails(struct credentials *credentials, const char *why)
{
    const char *header;
    problem = (struct problem){.arena = arena};
    return !credentials_authorization(credentials, &header, &problem) && says(why);
}

static bool what_does_not_change_stays(void)
{
    static const struct access none, token_only = {.token = {"t", 1}}, basic = {.username = {"me", 2}, .password = {"p:w", 3}};
    struct credentials *a = credentials_new(&none), *b = credentials_new(&token_only), *c = credentials_new(&basic);
    bool fine = header_is(a, "") && header_is(b, "Bearer t") && header_is(c, "Basic bWU6cDp3") && !credentials_refused(b) && !credentials_refused(a) && header_is(b, "Bearer t");
    credentials_free(a), credentials_free(b), credentials_free(c);
    return fine;
}

static bool a_token_file_is_read_again_when_it_is_refused(void)
{
    struct access access = {.token_file = write_file("token", " one\n"), .token = STR("inline")};
    struct credentials *credentials = credentials_new(&access);
    bool first = header_is(credentials, "Bearer one");
    write_file("token", "two\n");
    bool kept = header_is(credentials, "Bearer one");
    bool renewed = credentials_refused(credentials) && credentials_refused(credentials) && header_is(credentials, "Bearer two");
    write_file("token", "three\n");
    bool late = credentials_refused(credentials) && header_is(credentials, "Bearer two");
    credentials_free(credentials);
    return first && kept && renewed && late;
}

static bool wrong_token_files_are_told(void)
{
    static const struct { const char *text, *why; } wrong[] = {{"", "is empty"}, {" \n", "is empty"}, {"hunter2\nx\n", "more than one line"}};
    bool fine = true;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct access access = {.token_file = write_file("token", wrong[i].text)};
        struct credentials *credentials = credentials_new(&access);
        fine &= header_fails(credentials, wrong[i].why);
        credentials_free(credentials);
    }
    struct access access = {.token_file = path_of("nowhere")};
    struct credentials *credentials = credentials_new(&access);
    fine &= header_fails(credentials, "nowhere cannot be read: No such file");
    credentials_free(credentials);
    return fine;
}

static Str in_seconds(int seconds)
{
    char text[40];
    time_t at = time(NULL) + seconds;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime(&at));
    return arena_printf(arena, "{\"token\":\"t$n\",\"expirationTimestamp\":\"%s\"}", text);
}

/* A plugin whose token is the number of its run. */
static struct exec_plugin counting_plugin(Str status)
{
    return plugin_of(arena_printf(arena, "n=$(wc -l <%s/runs | tr -d ' ')\ncat <<E\n{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\",\"status\":%.*s}\nE", folder, STR_ARG(status)).s);
}

static bool a_plugin_runs_once_for_many_requests(void)
{
    struct exec_plugin plugin = counting_plugin(in_seconds(3600));
    struct access access = {.exec = &plugin};
    struct credentials *credentials = credentials_new(&access);
    bool fine = true;
    for (int i = 0; i < 64; i++) fine &= header_is(credentials, "Bearer t1");
    for (int i = 0; i < 64; i++) fine &= credentials_refused(credentials);
    for (int i = 0; i < 64; i++) fine &= header_is(credentials, "Bearer t2");
    for (int i = 0; i < 64; i++) fine &= credentials_refused(credentials) && header_is(credentials, "Bearer t2");
    credentials_free(credentials);
    return fine && runs() == 2;
}

static bool an_expired_answer_is_left_to_the_server(void)
{
    struct exec_plugin plugin = counting_plugin(in_seconds(-3600));
    struct access access = {.exec = &plugin};
    struct credentials *credentials = credentials_new(&access);
    bool fine = header_is(credentials, "Bearer t1") && header_is(credentials, "Bearer t1") && runs() == 1;
    fine = fine && credentials_refused(credentials) && header_is(credentials, "Bearer t2") && runs() == 2;
    credentials_free(credentials);
    return fine;
}

static bool a_failing_plugin_is_not_run_for_each_request(void)
{
    struct exec_plugin plugin = plugin_of("exit 1");
    struct access access = {.exec = &plugin};
    struct credentials *credentials = credentials_new(&access);
    bool fine = true;
    for (int i = 0; i < 64; i++) fine &= header_fails(credentials, "failed with exit code 1");
    credentials_free(credentials);
    return fine && runs() == 1;
}

static bool a_new_certificate_has_a_new_serial(void)
{
    write_file("1", pair_of(PEM_CERTIFICATE, PEM_KEY));
    write_file("2", pair_of(PEM_EXPIRED, PEM_KEY));
    struct exec_plugin plugin = counting_plugin(arena_printf(arena, "$(cat %s/$n)", folder));
    struct access access = {.exec = &plugin};
    struct credentials *credentials = credentials_new(&access);
    bool first = !credentials_certificate(credentials).certificate.n && header_is(credentials, "");
    unsigned serial = credentials_certificate(credentials).serial;
    bool second = credentials_refused(credentials) && header_is(credentials, "");
    struct client_certificate certificate = credentials_certificate(credentials);
    bool fine = first && second && certificate.serial == serial + 1 && same_text("certificate", STR(PEM_EXPIRED), certificate.certificate);
    credentials_free(credentials);
    return fine;
}

/* Whether a refusal changes what was read at first into what stands in the files. */
static bool rereads(const char *certificate, const char *key)
{
    struct access access = {.certificate_file = write_file("cert", certificate), .key_file = write_file("key", key), .certificate_data = STR(PEM_CERTIFICATE),
                            .key_data = STR(PEM_KEY)};
    struct credentials *credentials = credentials_new(&access);
    bool fine = header_is(credentials, "") && credentials_certificate(credentials).serial == 0 && credentials_refused(credentials) && header_is(credentials, "");
    struct client_certificate now = credentials_certificate(credentials);
    bool changed = now.serial == 1 && str_is(now.certificate, certificate) && str_is(now.key, key);
    bool same = now.serial == 0 && str_is(now.certificate, PEM_CERTIFICATE) && str_is(now.key, PEM_KEY);
    if (!fine || changed == same) remark("neither the old pair nor the new one\n");
    credentials_free(credentials);
    return fine && changed;
}

static bool certificate_files_are_read_again_when_they_are_refused(void)
{
    return rereads(PEM_EXPIRED, PEM_KEY) && !rereads(PEM_CERTIFICATE, PEM_KEY) && !rereads(PEM_EXPIRED, PEM_OTHER_KEY) && !rereads("", "");
}

/* ---- the run ---- */

static const struct unit_test tests[] = {
    {"a token is taken", a_token_is_taken},
    {"a certificate alone is enough", a_certificate_alone_is_enough},
    {"what cannot start is told", what_cannot_start_is_told},
    {"failure is told", failure_is_told},
    {"what hangs is ended, with all it started", what_hangs_is_ended_with_all_it_started},
    {"what closes its output and hangs is ended", what_closes_its_output_and_hangs_is_ended},
    {"garbage is refused", garbage_is_refused},
    {"answers without a kind or in YAML are taken", answers_have_many_forms},
    {"answers in other forms are refused", other_forms_are_refused},
    {"another apiVersion is refused", another_version_is_refused},
    {"large answers are taken and huge ones refused", large_answers_are_taken_and_huge_ones_refused},
    {"a terminal is wanted in vain", a_terminal_is_wanted_in_vain},
    {"standard input is for those who ask", standard_input_is_for_those_who_ask},
    {"standard error is ours", standard_error_is_ours},
    {"the environment is ours and its own", the_environment_is_ours_and_its_own},
    {"what does not change stays", what_does_not_change_stays},
    {"a token file is read again when it is refused", a_token_file_is_read_again_when_it_is_refused},
    {"wrong token files are told", wrong_token_files_are_told},
    {"a plugin runs once for many requests", a_plugin_runs_once_for_many_requests},
    {"an expired answer is left to the server", an_expired_answer_is_left_to_the_server},
    {"a failing plugin is not run for each request", a_failing_plugin_is_not_run_for_each_request},
    {"a new certificate has a new serial", a_new_certificate_has_a_new_serial},
    {"certificate files are read again when they are refused", certificate_files_are_read_again_when_they_are_refused},
};

static void remove_folder(void)
{
    static const char *const names[] = {"plugin", "runs", "text", "child", "seen", "token", "cert", "key", "1", "2"};
    for (size_t i = 0; i < COUNT(names); i++) unlink(path_of(names[i]).s);
    rmdir(folder);
}

int main(void)
{
    if (!mkdtemp(folder) || !freopen("/dev/null", "r", stdin)) return EXIT_FAILURE;
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    exec_answer_wipe(&answer);
    remove_folder();
    arena_free(arena);
    return status;
}
