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

static const struct unit_test tests[] = {
    {"certificates: the cause is told, with a help of its own, and there is no other try", certificates_are_explained},
    {"other errors are told without what differs from one time to the next", other_errors_have_the_text_of_their_code},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
