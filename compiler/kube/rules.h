/* Rules about the values of a type: what the API server refuses in objects of the right shape. Constant tables, made from rules/ when stk is built;
 * rules/README.md tells what each rule means. */
#ifndef STK_RULES_H
#define STK_RULES_H

#include "kube/kube.h"

enum kube_rule_kind {
    KUBE_RULE_SET,           /* there, and not empty */
    KUBE_RULE_FORBIDDEN,     /* not there, or empty */
    KUBE_RULE_FILLED,        /* not empty, if it is there */
    KUBE_RULE_PRESENT,       /* there, be it empty */
    KUBE_RULE_ABSENT,        /* not there, not even empty */
    KUBE_RULE_RANGE,         /* a number from low to high */
    KUBE_RULE_LENGTH,        /* a text of low to high characters */
    KUBE_RULE_ITEMS,         /* a list or map of low to high elements */
    KUBE_RULE_FORMAT,        /* a text or quantity as the format says */
    KUBE_RULE_ONE_OF,        /* one of the words */
    KUBE_RULE_NONE_OF,       /* none of them */
    KUBE_RULE_UNIQUE,        /* no two elements that have the fields words[0], words[2] … alike; no words: no two alike */
    KUBE_RULE_AT_MOST,       /* a number or quantity, not above that of the field words[0] */
    KUBE_RULE_BELOW,         /* the same, and not equal */
    KUBE_RULE_CHECK,         /* what a table cannot say */
    KUBE_RULE_EXACTLY_ONE,   /* of the fields */
    KUBE_RULE_AT_MOST_ONE,
    KUBE_RULE_AT_LEAST_ONE,
};

/* What texts and quantities have to look like; the second column is the word in rules/. validate/value_format.c knows what each means. */
#define KUBE_FORMATS(X) \
    X(LABEL, "label") X(HOST_LABEL, "host-label") X(SUBDOMAIN, "subdomain") X(QUALIFIED_NAME, "qualified-name") X(LABEL_VALUE, "label-value") \
    X(PATH_SEGMENT, "path-segment") X(PORT_NAME, "port-name") X(CONFIG_KEY, "config-key") X(IP, "ip") X(CIDR, "cidr") \
    X(ABSOLUTE_PATH, "absolute-path") X(PERCENT, "percent") X(NOT_NEGATIVE, "not-negative") X(POSITIVE, "positive") \
    X(SHARE, "share") X(NOT_BLANK, "not-blank") X(ONE_LINE, "one-line") X(CEL_IDENTIFIER, "cel-identifier") \
    X(TIME_ZONE, "time-zone") X(DOMAIN_PATH, "domain-path") X(DOTTED_DOMAIN, "dotted-domain") X(HOOK_NAME, "hook-name") X(KIND_NAME, "kind-name") \
    X(API_VERSION, "api-version") X(GROUPED_VERSION, "grouped-version") X(PLAIN_VERSION, "plain-version") X(HTTPS_URL, "https-url") \
    X(URL_PATH, "url-path") X(REQUEST_PATH, "request-path") X(FIELD_PATH, "field-path") X(SPEC_PATH, "spec-path") X(STATUS_PATH, "status-path") \
    X(SCALED_PATH, "scaled-path") X(LABEL_OR_STAR, "label-or-star") X(SUBDOMAIN_OR_STAR, "subdomain-or-star") X(SIGNER, "signer") \
    X(DRIVER, "driver") X(POOL, "pool") X(DEVICE_KEY, "device-key") X(DEVICE_ATTRIBUTE, "device-attribute") \
    X(SEMANTIC_VERSION, "semantic-version") X(EXTENDED_RESOURCE, "extended-resource") X(KEY_USAGE, "key-usage") X(DOMAIN_KEY, "domain-key") \
    X(CONTAINER_RESOURCE, "container-resource") X(BASE64, "base64")

/* Functions, each in a file of its subject, validate/check_….c. */
#define KUBE_CHECKS(X) \
    X(METADATA, check_metadata, "metadata") X(SCHEDULE, check_schedule, "schedule") X(VARIABLE, check_variable, "variable") \
    X(ROLLING_DEPLOYMENT, check_rolling_deployment, "rolling-deployment") X(ROLLING_DAEMONS, check_rolling_daemons, "rolling-daemons") \
    X(REPLICATION_LABELS, check_replication_labels, "replication-labels") X(PRIORITY_CLASS, check_priority_class, "priority-class") \
    X(MANUAL_SELECTOR, check_manual_selector, "manual-selector") X(JOB_LABELS, check_job_labels, "job-labels") \
    X(MANY_COMPLETIONS, check_many_completions, "many-completions") X(EXIT_CODES, check_exit_codes, "exit-codes") \
    X(FAILURE_CONTAINERS, check_failure_containers, "failure-containers") X(SUCCESS_POLICY, check_success_policy, "success-policy") \
    X(CLUSTER_SUBJECT, check_cluster_subject, "cluster-subject") X(LOCAL_REVIEW, check_local_review, "local-review") \
    X(ALONE_WITH_STAR, check_alone_with_star, "alone-with-star") X(HOOK_RESOURCES, check_hook_resources, "hook-resources") \
    X(REVIEW_VERSIONS, check_review_versions, "review-versions") X(VALIDATION_ACTIONS, check_validation_actions, "validation-actions") \
    X(AUDIT_KEYS, check_audit_keys, "audit-keys") X(HOOK_CONDITIONS, check_hook_conditions, "hook-conditions") \
    X(POLICY_EXPRESSIONS, check_policy_expressions, "policy-expressions") X(DEVICE_EXPRESSION, check_device_expression, "device-expression") \
    X(DEFINITION, check_definition, "definition") X(API_SERVICE, check_api_service, "api-service") \
    X(FLOW_VERBS, check_flow_verbs, "flow-verbs") X(FLOW_SCHEMA, check_flow_schema, "flow-schema") \
    X(PRIORITY_LEVEL, check_priority_level, "priority-level") X(QUEUES, check_queues, "queues") \
    X(CERTIFICATE_REQUEST, check_certificate_request, "certificate-request") X(TRUST_BUNDLE, check_trust_bundle, "trust-bundle") \
    X(POD_CERTIFICATE, check_pod_certificate, "pod-certificate") \
    X(REQUEST_NAMES, check_request_names, "request-names") X(DEVICE_SLICE, check_device_slice, "device-slice") X(DEVICE, check_device, "device") \
    X(REQUEST_POLICY, check_request_policy, "request-policy")

enum kube_format {
#define X(format, word) FORMAT_##format,
    KUBE_FORMATS(X)
#undef X
};

enum kube_check {
#define X(check, function, word) CHECK_##check,
    KUBE_CHECKS(X)
#undef X
};

/* A part of a value: keys of records, or "*" for each element of a list or map and "@" for each key of a map. Ended by NULL; points into kube_words. */
typedef const char *const *kube_path;

struct kube_condition {
    kube_path path;
    const char *const *values; /* one of them is there; "" stands for none, or an empty one. NULL: anything that is not empty */
    bool unless;               /* the contrary */
};

struct kube_rule {
    enum kube_rule_kind kind : 8;
    uint8_t since, until;                     /* minor versions: the first with the rule; the first without it, 0: it lasts */
    uint8_t nconditions;
    const struct kube_condition *conditions;  /* all have to hold */
    kube_path path;                           /* of the value, from that of the type; ends at once: the value of the type itself */
    int64_t low, high;                        /* INT64_MIN, INT64_MAX: no bound */
    uint8_t number;                           /* enum kube_format or kube_check */
    const char *const *words;                 /* fields of KUBE_RULE_UNIQUE, KUBE_RULE_AT_MOST and KUBE_RULE_BELOW: each with what stands for it where it is absent; "": nothing */
};

/* All words of all rules, so that names for them can be kept beside: WORD - kube_words is its number. */
extern const char *const kube_words[];
size_t kube_word_count(void);

#endif
