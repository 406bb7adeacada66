/* Secrets: recipes, bindings, and the objects that are made of them. */
#include "secret/secret.h"

#include "base/base64.h"
#include "access/secret_file.h"

#include "stack_of.h"
#include "test.h"

#include <unistd.h>

#define ALPHABET  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static struct arena *arena;
static struct problem problem;

/* ---- a stack of facts, and what is bound ---- */

static struct session *session;
static struct compiled *compiled;
static struct secrets secrets;
static struct secret_bindings bindings;
static struct text_list findings;

#define PASSWORD "'recipe': {'kind': 'password', 'length': 32, 'count': 1, 'encoding': 'alphanumeric'}"
#define FACTS "{'secret': [" \
    "{'instance': 'site.password', 'name': 'site-password', 'namespace': 'shop', 'keys': ['value'], 'provider': 'apply', " PASSWORD ", 'generation': 1}," \
    "{'instance': 'site.ring', 'name': 'site-ring', 'namespace': 'shop', 'keys': ['0', '1', '2'], 'provider': 'job'," \
    " 'recipe': {'kind': 'keys', 'length': 32, 'count': 3, 'encoding': 'base64url'}, 'generation': 1}," \
    "{'instance': 'site.pay', 'name': 'bank', 'namespace': 'shop', 'keys': ['user'], 'provider': 'existing', 'generation': 1}," \
    "{'instance': 'other.pay', 'name': 'bank', 'namespace': 'shop', 'keys': ['pin'], 'provider': 'existing', 'generation': 1}," \
    "{'instance': 'site.far', 'name': 'far', 'namespace': 'shop', 'keys': ['value'], 'provider': 'external', 'generation': 1}," \
    "{'instance': 'a.twin', 'name': 'twin', 'namespace': 'shop', 'keys': ['value'], 'provider': 'apply', " PASSWORD ", 'generation': 1}," \
    "{'instance': 'b.twin', 'name': 'twin', 'namespace': 'bank', 'keys': ['value'], 'provider': 'apply', " PASSWORD ", 'generation': 1}]}"

static bool read_stated(const json_t *facts)
{
    stack_file_free(compiled->stack);
    compiled->stack = stack_of(session, facts);
    problem = (struct problem){.arena = arena};
    return secrets_of(&(struct stack){.session = session, .compiled = compiled}, &secrets, &problem);
}

static bool read_facts(const char *facts)
{
    json_t *stated = json_of(facts);
    bool fine = read_stated(stated);
    json_decref(stated);
    return fine;
}

static bool bind(const char *text) { return secret_bind(arena, &bindings, text, &problem); }

static void forget(void)
{
    bindings = (struct secret_bindings){0};
    findings = (struct text_list){0};
    problem = (struct problem){.arena = arena};
}

static const struct secret *secret_of(const char *name)
{
    struct secret_ref ref;
    return secret_find(&secrets, str_of(name), &ref) == SECRET_FOUND ? ref.secret : NULL;
}

/* The only finding about a binding; empty: there is none. */
static Str finding_about(const char *binding)
{
    forget();
    bind(binding);
    secret_bindings_match(arena, &secrets, &bindings, &findings);
    return findings.n == 1 ? findings.at[0] : STR("");
}

/* Whether the value of a binding of site.password is EXPECTED. */
static bool gives(const char *binding, const char *expected)
{
    struct buf value = {0};
    forget();
    bool fine = bind(binding) && binding_value(&bindings.v.at[0], &value, &problem) && same_text(binding, str_of(expected), (Str){value.s, value.n});
    if (problem.code) remark("%s\n", problem.text.s);
    buf_wipe(&value);
    return fine;
}

static bool fails(const char *binding, const char *expected)
{
    struct buf value = {0};
    forget();
    bool refused = !(bind(binding) && binding_value(&bindings.v.at[0], &value, &problem));
    buf_wipe(&value);
    return refused && same_text(binding, str_of(expected), problem.text);
}

static char path[] = "/tmp/stk-secret-XXXXXX";

static const char *file_with(const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file) panic("cannot write %s", path);
    fputs(text, file);
    fclose(file);
    return arena_printf(arena, "site.password=file:%s", path).s;
}

/* ---- recipes ---- */

static bool is_made_of(const struct secret *recipe, size_t n, const char *alphabet)
{
    struct buf value = {0}, other = {0};
    recipe_value(recipe, &value);
    recipe_value(recipe, &other);
    bool fine = value.n == n && memcmp(value.s, other.s, n) != 0;
    for (size_t i = 0; i < value.n; i++) fine = fine && strchr(alphabet, value.s[i]);
    if (!fine) remark("%zu characters: %.*s\n", value.n, (int)value.n, value.s);
    buf_wipe(&value);
    buf_wipe(&other);
    return fine;
}

static bool passwords_have_letters_and_digits(void)
{
    return is_made_of(&(struct secret){.recipe = RECIPE_PASSWORD, .length = 32}, 32, ALPHABET) &&
           is_made_of(&(struct secret){.recipe = RECIPE_PASSWORD, .length = 1000}, 1000, ALPHABET);
}

static bool keys_are_base64url_with_padding(void)
{
    return is_made_of(&(struct secret){.recipe = RECIPE_KEYS, .length = 32}, 44, ALPHABET "-_=") &&
           is_made_of(&(struct secret){.recipe = RECIPE_KEYS, .length = 33}, 44, ALPHABET "-_");
}

static bool keys_may_be_hex(void) { return is_made_of(&(struct secret){.recipe = RECIPE_KEYS, .length = 16, .hex = true}, 32, "0123456789abcdef"); }

/* Each of 62 characters 10000 times on average, give or take 100. Bytes modulo 62 would give the first eight 12109 times. */
static bool no_character_is_likelier(void)
{
    struct secret recipe = {.recipe = RECIPE_PASSWORD, .length = 620000};
    struct buf value = {0};
    size_t counts[256] = {0};
    bool fine = true;
    recipe_value(&recipe, &value);
    for (size_t i = 0; i < value.n; i++) counts[(unsigned char)value.s[i]]++;
    for (const char *c = ALPHABET; *c; c++) {
        size_t n = counts[(unsigned char)*c];
        if (n > 9000 && n < 11000) continue;
        remark("'%c' came %zu times\n", *c, n);
        fine = false;
    }
    buf_wipe(&value);
    return fine;
}

/* ---- facts ---- */

static bool a_secret_has_three_names(void)
{
    const struct secret *secret = secret_of("site.password");
    return secret && secret == secret_of("site-password") && secret == secret_of("shop/site-password") && !secret_of("site");
}

static bool instances_of_one_secret_are_merged(void)
{
    const struct secret *secret = secret_of("bank");
    return secret && secret == secret_of("other.pay") && secret->keys.n == 2;
}

static bool a_name_in_two_namespaces_is_ambiguous(void)
{
    struct secret_ref ref;
    return secret_find(&secrets, STR("twin"), &ref) == SECRET_AMBIGUOUS && secret_of("bank/twin") == secret_of("b.twin");
}

static bool recipes_that_cannot_be_followed_are_refused(void)
{
    bool refused = !read_facts("{'secret': [{'instance': 'a', 'name': 'a', 'namespace': 'n', 'keys': ['value'], 'provider': 'apply',"
                               " 'recipe': {'kind': 'password', 'length': 0}}]}");
    bool fine = refused && same_text("length 0", STR("the recipe of the secret 'a' asks for a length of 0"), problem.text);
    return read_facts(FACTS) && fine;
}

static void read_spoiled(const json_t *root) { read_stated(root); }

static bool facts_of_any_shape_are_survived(void)
{
    json_t *root = json_of(FACTS);
    spoil_below(root, root, read_spoiled);
    json_decref(root);
    return read_facts(FACTS);
}

/* ---- bindings ---- */

static bool a_binding_that_is_none_is_not_quoted(void)
{
    static const char *const texts[] = {"hunter2", "site.password=hunter2", "=file:hunter2", "site.password=file:", "site.password=command:  ", "a=http:hunter2"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        forget();
        if (bind(texts[i]) || problem.code != 64 || strstr(problem.text.s, "hunter2") || strstr(problem.help.s, "hunter2")) return false;
    }
    return true;
}

static bool unknown_names_get_a_suggestion(void)
{
    return same_text("name", STR("--secret site.pasword: the stack has no secret 'site.pasword'; did you mean 'site.password'?"),
                     finding_about("site.pasword=env:X")) &&
           same_text("key", STR("--secret bank/usr: the secret 'bank' has no key 'usr'; did you mean 'user'?"), finding_about("bank/usr=env:X"));
}

static bool a_key_is_needed_where_there_are_several(void)
{
    return same_text("ring", STR("--secret site-ring: the secret 'site-ring' has several keys: put /KEY behind its name, one of '0', '1', '2'"),
                     finding_about("site-ring=env:X")) &&
           same_text("one of them", STR(""), finding_about("site-ring/2=env:X"));
}

static bool a_secret_of_the_operator_is_not_bound(void)
{
    return same_text("far", STR("--secret far: the External Secrets operator keeps the secret 'far': nothing can be bound to it"), finding_about("far=env:X"));
}

static bool a_secret_is_bound_once(void)
{
    forget();
    bind("site.password=env:X");
    return same_text("twice", STR("--secret site-password: it is bound twice, also by 'site.password'"),
                     (bind("site-password=env:X"), secret_bindings_match(arena, &secrets, &bindings, &findings), findings.n == 1 ? findings.at[0] : STR("")));
}

static bool one_newline_is_cut(void)
{
    setenv("STK_TEST", "from env", 1);
    return gives("site.password=env:STK_TEST", "from env") && gives(file_with("from a file\n"), "from a file") &&
           gives(file_with("two lines\n\n"), "two lines\n") && gives("site.password=command:printf  %s\\n  word", "word");
}

static bool commands_see_no_shell(void) { return gives("site.password=command:echo $HOME;ls *", "$HOME;ls *"); }

static bool what_cannot_be_read_is_said(void)
{
    unsetenv("STK_TEST");
    return fails("a=env:STK_TEST", "the secret 'a' is bound to the environment variable 'STK_TEST', which is not set") &&
           fails("a=file:/nowhere/x", "the secret 'a' is bound to the file '/nowhere/x', which cannot be read: No such file or directory") &&
           fails("a=command:/nowhere/x hunter2", "the secret 'a' is bound to the program '/nowhere/x', which is not there, or what runs it is not") &&
           fails("a=command:false hunter2", "the secret 'a' is bound to the program 'false', which failed with exit code 1") &&
           fails("a=command:true hunter2", "the secret 'a' is bound to something empty");
}

static bool what_is_too_large_is_refused(void)
{
    bool programs = fails("a=command:head -c 1048577 /dev/zero", "the secret 'a' is bound to the program 'head', which prints more than 1 MiB") &&
                    fails("a=command:yes hunter2", "the secret 'a' is bound to the program 'yes', which prints more than 1 MiB");
    setenv("STK_TEST", arena_printf(arena, "%01048577d", 0).s, 1);
    bool variable = fails("a=env:STK_TEST", "the secret 'a' is bound to more than 1 MiB, which is all that a Secret holds");
    unsetenv("STK_TEST");
    return programs && variable;
}

/* ---- objects ---- */

/* NULL: none was made. */
static json_t *body_of(const char *name, Str part_of)
{
    struct buf body = {0};
    secret_bindings_match(arena, &secrets, &bindings, &findings);
    bool fine = secret_body(secret_of(name), &bindings, part_of, &body, &problem);
    json_t *json = fine ? json_loadb(body.s, body.n, 0, NULL) : NULL;
    buf_wipe(&body);
    return json;
}

static bool a_made_secret_is_whole(void)
{
    forget();
    json_t *json = body_of("site.ring", STR("applyset-x-v1"));
    bool fine = text_is(json, "kind", "Secret") && text_is(json, "metadata.name", "site-ring") && text_is(json, "metadata.namespace", "shop") &&
                same_text("label", STR("applyset-x-v1"), json_text(json_at(json, "metadata.labels"), LABEL_PART_OF)) &&
                json_object_size(json_at(json, "data")) == 3;
    for (size_t i = 0; i < 3; i++) {
        struct buf key = {0};
        fine = fine && base64_decode(str_of(text_at(json, (const char *[]){"data.0", "data.1", "data.2"}[i])), &key) && key.n == 44;
        buf_free(&key);
    }
    json_decref(json);
    return fine;
}

static bool what_is_bound_replaces_the_recipe(void)
{
    forget();
    setenv("STK_TEST", "mine", 1);
    bind("site-ring/1=env:STK_TEST");
    json_t *json = body_of("site.ring", STR(""));
    bool fine = text_is(json, "data.1", "bWluZQ==") && strlen(text_at(json, "data.0")) == 60 && !json_at(json, "metadata.labels");
    json_decref(json);
    return fine;
}

static bool ours_is_what_apply_makes_or_is_bound(void)
{
    forget();
    bind("site-ring/1=env:X");
    bind("bank/user=env:X");
    secret_bindings_match(arena, &secrets, &bindings, &findings);
    bool some = secret_is_ours(secret_of("site.password"), &bindings) && secret_is_ours(secret_of("site.ring"), &bindings) &&
                !secret_is_ours(secret_of("bank"), &bindings) && !secret_is_ours(secret_of("far"), &bindings);
    forget();
    bind("bank/pin=env:X");
    bind("bank/user=env:X");
    secret_bindings_match(arena, &secrets, &bindings, &findings);
    return some && secret_is_ours(secret_of("bank"), &bindings) && !secret_is_ours(secret_of("site.ring"), &bindings);
}

static bool a_body_needs_all_its_keys(void)
{
    forget();
    setenv("STK_TEST", "mine", 1);
    bind("bank/user=env:STK_TEST");
    json_t *json = body_of("bank", STR(""));
    return !json && same_text("problem", STR("nothing is bound to the key 'pin' of the secret 'bank'"), problem.text);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"a password has letters and digits, as many as it shall", passwords_have_letters_and_digits},
        {"a key is base64url with padding", keys_are_base64url_with_padding},
        {"a key may be hex", keys_may_be_hex},
        {"no character of a password is likelier than others", no_character_is_likelier},
        {"a secret is found by its instance, its name, and its namespace and name", a_secret_has_three_names},
        {"instances that use the same Secret are merged", instances_of_one_secret_are_merged},
        {"a name in two namespaces is ambiguous", a_name_in_two_namespaces_is_ambiguous},
        {"a recipe that cannot be followed is refused", recipes_that_cannot_be_followed_are_refused},
        {"facts of any shape are survived", facts_of_any_shape_are_survived},
        {"a binding that is none is refused and not quoted", a_binding_that_is_none_is_not_quoted},
        {"an unknown secret or key gets a suggestion", unknown_names_get_a_suggestion},
        {"a key is needed where there are several", a_key_is_needed_where_there_are_several},
        {"nothing is bound to a secret of the External Secrets operator", a_secret_of_the_operator_is_not_bound},
        {"a secret is bound once", a_secret_is_bound_once},
        {"files, variables and programs give their text without the last newline", one_newline_is_cut},
        {"a program is run without a shell", commands_see_no_shell},
        {"what cannot be read is said, without arguments", what_cannot_be_read_is_said},
        {"what is too large is refused", what_is_too_large_is_refused},
        {"a made Secret has its name, label and all keys", a_made_secret_is_whole},
        {"what is bound replaces the recipe", what_is_bound_replaces_the_recipe},
        {"stk-apply makes what has its provider, or is bound whole", ours_is_what_apply_makes_or_is_bound},
        {"a Secret is not made without all its keys", a_body_needs_all_its_keys},
    };
    int file = mkstemp(path);
    if (file < 0) panic("cannot write %s", path);
    close(file);
    arena = arena_new(0);
    session = session_new(STR(""));
    compiled = compiled_empty(session);
    if (!read_facts(FACTS)) panic("%s", problem.text.s);
    int code = run_tests(tests, COUNT(tests));
    unlink(path);
    compiled_free(compiled);
    session_free(session);
    arena_free(arena);
    return code;
}
