# The sites as a program of Nix: a function of a name, the replicas and the image returns the objects of one.
# nix-instantiate --eval --strict --json --argstr values $PWD/values.json sites.nix
{ values }:
let
  identity = name: {
    "app.kubernetes.io/name" = "site-${name}";
    "app.kubernetes.io/part-of" = "big";
  };
  metadata = name: component: {
    name = "site-${name}";
    namespace = "default";
    labels = identity name // {
      "app.kubernetes.io/component" = component;
      "app.kubernetes.io/managed-by" = "stk";
    };
  };
  container = name: image: {
    name = "main";
    inherit image;
    env = [
      { name = "NAME"; value = name; }
      { name = "MODE"; value = "fast"; }
    ];
    ports = [ { name = "http"; containerPort = 8080; protocol = "TCP"; } ];
    volumeMounts = [ { name = "tmp"; mountPath = "/tmp"; } ];
    resources = {
      requests = { cpu = "250m"; memory = "128Mi"; };
      limits = { memory = "128Mi"; };
    };
    readinessProbe = {
      httpGet = { path = "/"; port = "http"; scheme = "HTTP"; };
      periodSeconds = 10;
      timeoutSeconds = 5;
      failureThreshold = 3;
    };
    securityContext = {
      allowPrivilegeEscalation = false;
      readOnlyRootFilesystem = true;
      capabilities = { drop = [ "ALL" ]; };
    };
  };
  pod = name: image: {
    serviceAccountName = "site-${name}";
    automountServiceAccountToken = false;
    restartPolicy = "Always";
    terminationGracePeriodSeconds = 30;
    nodeSelector = { "kubernetes.io/os" = "linux"; };
    topologySpreadConstraints = [
      {
        maxSkew = 1;
        topologyKey = "kubernetes.io/hostname";
        whenUnsatisfiable = "ScheduleAnyway";
        labelSelector = { matchLabels = identity name; };
        matchLabelKeys = [ "pod-template-hash" ];
      }
    ];
    securityContext = {
      runAsNonRoot = true;
      runAsUser = 101;
      seccompProfile = { type = "RuntimeDefault"; };
    };
    containers = [ (container name image) ];
    volumes = [ { name = "tmp"; emptyDir = { }; } ];
  };
  site = name: { replicas, image }: [
    {
      apiVersion = "policy/v1";
      kind = "PodDisruptionBudget";
      metadata = metadata name "service";
      spec = { maxUnavailable = 1; selector = { matchLabels = identity name; }; };
    }
    {
      apiVersion = "v1";
      kind = "Service";
      metadata = metadata name "service";
      spec = {
        selector = identity name;
        ports = [ { name = "http"; port = 8080; targetPort = "http"; protocol = "TCP"; appProtocol = "http"; } ];
      };
    }
    {
      apiVersion = "v1";
      kind = "ServiceAccount";
      metadata = metadata name "identity";
      automountServiceAccountToken = false;
    }
    {
      apiVersion = "apps/v1";
      kind = "Deployment";
      metadata = metadata name "service";
      spec = {
        inherit replicas;
        strategy = { type = "RollingUpdate"; rollingUpdate = { maxSurge = 1; maxUnavailable = 0; }; };
        selector = { matchLabels = identity name; };
        template = { metadata = { labels = identity name; }; spec = pod name image; };
      };
    }
  ];
  sites = (builtins.fromJSON (builtins.readFile values)).sites;
in
builtins.concatLists (builtins.attrValues (builtins.mapAttrs site sites))
