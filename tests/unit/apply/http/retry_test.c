/* What is said of a request that got no answer. */
#include "http/retry.h"

#include "test.h"

static const struct { const char *error, *help; } refused[] = {
    {"SSL certificate problem: unable to get local issuer certificate", "certificate-authority"},
    {"SSL certificate problem: unable to get issuer certificate", "certificate-authority"},
    {"SSL certificate problem: self-signed certificate in certificate chain", "certificate-authority"},
    {"SSL certificate problem: self signed certificate", "certificate-authority"},
    {"SSL: no alternative certificate subject name matches target host name '10.0.0.1'", "tls-server-name"},
    {"SSL: certificate subject name 'api' does not match target host name 'example.org'", "tls-server-name"},
    {"SSL certificate problem: certificate is not yet valid", "clock"},
    {"SSL certificate problem: certificate has expired", "new certificate"},
};

static bool certificates_are_explained(void)
{
    bool right = true;
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct attempt attempt = {.transport = CURLE_PEER_FAILED_VERIFICATION, .error = str_of(refused[i].error), .tries = 1};
        const char *help = attempt_help(&attempt);
        if (!strstr(help, refused[i].help)) remark("%s: no word of %s in '%s'\n", refused[i].error, refused[i].help, help);
        right &= strstr(help, refused[i].help) && same_text("trouble", str_of(refused[i].error), str_of(attempt_trouble(&attempt))) &&
                 retry_delay(&attempt) < 0;
    }
    return right;
}

/* Their own texts hold times and ports. */
static bool other_errors_have_the_text_of_their_code(void)
{
    struct attempt attempt = {.transport = CURLE_COULDNT_CONNECT, .error = STR("Failed to connect to ::1 port 1 after 3 ms"), .tries = 3};
    return same_text("trouble", STR("Couldn't connect to server"), str_of(attempt_trouble(&attempt))) && !*attempt_help(&attempt);
}

/* An object that is there as a whole comes again as it is; what is cut may not. */
static bool what_cannot_be_read_has_its_place(void)
{
    struct attempt cut = {.garbled = true, .tries = 1, .retry_timeout = 1000, .path = STR("/api/v1/pods?limit=1")}, odd = cut;
    odd.object = STR("shop/a");
    return same_text("cut", STR("its answer to /api/v1/pods is cut or is no JSON"), str_of(attempt_trouble(&cut))) && retry_delay(&cut) >= 0 &&
           same_text("again", STR("trying again: the API server, its answer is cut or is no JSON"), str_of(retry_reason(&cut))) &&
           same_text("odd", STR("its answer to /api/v1/pods cannot be read: the object shop/a in it is no JSON, or is nested too deeply"),
                     str_of(attempt_trouble(&odd))) && retry_delay(&odd) < 0;
}

/* So does a server that panics; one that restarts answers nobody. */
static bool what_is_broken_off_while_others_are_answered_ends(void)
{
    struct attempt attempt = {.transport = CURLE_HTTP2_STREAM, .reached = true, .others = true, .tries = 6, .retry_timeout = 120000};
    struct attempt last = attempt, alone = attempt, away = attempt;
    last.tries = alone.tries = away.tries = 7;
    alone.others = false;
    away.transport = CURLE_COULDNT_CONNECT;
    return retry_delay(&attempt) >= 0 && retry_delay(&last) < 0 && retry_delay(&alone) >= 0 && retry_delay(&away) >= 0 && *attempt_help(&last) &&
           same_text("trouble", STR("it breaks the request off each time, and answers others: Stream error in the HTTP/2 framing layer"),
                     str_of(attempt_trouble(&last)));
}

static const struct unit_test tests[] = {
    {"certificates: the cause is told, with a help of its own, and there is no other try", certificates_are_explained},
    {"other errors are told without what differs from one time to the next", other_errors_have_the_text_of_their_code},
    {"what cannot be read is told with its place, and tried again only where it may be cut", what_cannot_be_read_has_its_place},
    {"what is broken off while others are answered ends", what_is_broken_off_while_others_are_answered_ends},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
