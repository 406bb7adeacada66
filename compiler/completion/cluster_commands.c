#include "table.h"

static const struct known_option of_all[] = {
    {0, "kubeconfig", "@file", "instead of $KUBECONFIG"},
    {0, "context", "", "of the kubeconfig"},
    {'n', "namespace", "", "where the inventory lies"},
    {0, "parallel", "", "requests at once"},
    {0, "json", NULL, "for programs"},
    {'h', "help", NULL, "what the command does"},
    {0},
};

static const struct known_option of_plans[] = {
    {0, "take", "", "what others own"},
    {0, "consent", "", "to delete what holds data"},
    {0},
};

static const struct known_option of_changes[] = {
    {0, "secret", "", "NAME=file:PATH, env:VARIABLE or command:PROGRAM"},
    {0, "dry-run", NULL, "show the plan, change nothing"},
    {0, "wait", "yes no", "until objects are ready"},
    {0, "no-preflight", NULL, "do not look at the cluster first"},
    {0, "timeout", "", "for an object to become ready"},
    {0, "lock-timeout", "", "for another applier"},
    {0},
};

static const struct known_option of_plan[] = {{'o', "out", "@file", "save the plan"}, {0}};

static const struct known_option of_run[] = {
    {0, "set", "", "one parameter, NAME=VALUE"},
    {0, "timeout", "", "that it may take"},
    {0},
};

static const struct known_option of_secret[] = {{0, "reason", "", "why; it stands in the Event"}, {0}};

static const struct known_option of_registries[] = {
    {0, "ca", "@file", "authorities that are trusted"},
    {0, "plain-http", NULL, "http:// also to other machines"},
    {0, "json", NULL, "for programs"},
    {'h', "help", NULL, "what the command does"},
    {0},
};

static const struct known_option of_pull[] = {
    {0, "update", NULL, "pin what the tags are now"},
    {0, "from", "@folder", "an offline mirror"},
    {0},
};

const struct known_command cluster_commands[] = {
    {"plan", "tell what an apply would do to the cluster", "@folder", "", {of_plan, of_plans, of_all}},
    {"apply", "bring a compiled stack, or a saved plan, into the cluster", "@folder @file", "", {of_plans, of_changes, of_all}},
    {"status", "tell how a stack fares in the cluster", "@stack", "", {of_all}},
    {"history", "list what was applied", "@stack", "", {of_all}},
    {"rollback", "go back to an earlier revision", "@stack", "", {of_plans, of_changes, of_all}},
    {"delete", "take a stack out of the cluster", "@stack", "", {of_plans, of_changes, of_all}},
    {"run", "run an operation that the stack declares", "@stack", "", {of_run, of_all}},
    {"secret", "show a secret that was made for the stack", "show", "@stack", {of_secret, of_all}},
    {"push", "bring a package into a registry", ".tar", "", {of_registries}},
    {"pull", "bring the packages of a project, as they are pinned", "", NULL, {of_pull, of_registries}},
    {0},
};
