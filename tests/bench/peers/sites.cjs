// The sites as a program for cdk8s: a function of a name and a site makes the objects of one.
// NODE_PATH=.../node_modules node sites.cjs values.json
const { readFileSync } = require('fs');
const { App, Chart, ApiObject } = require('cdk8s');

const identity = name => ({
  'app.kubernetes.io/name': `site-${name}`,
  'app.kubernetes.io/part-of': 'big',
});

const metadata = (name, component) => ({
  name: `site-${name}`,
  namespace: 'default',
  labels: { ...identity(name), 'app.kubernetes.io/component': component, 'app.kubernetes.io/managed-by': 'stk' },
});

const container = (name, image) => ({
  name: 'main',
  image,
  env: [{ name: 'NAME', value: name }, { name: 'MODE', value: 'fast' }],
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  readinessProbe: {
    httpGet: { path: '/', port: 'http', scheme: 'HTTP' },
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
});

const pod = (name, image) => ({
  serviceAccountName: `site-${name}`,
  automountServiceAccountToken: false,
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  topologySpreadConstraints: [{
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: identity(name) },
    matchLabelKeys: ['pod-template-hash'],
  }],
  securityContext: { runAsNonRoot: true, runAsUser: 101, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container(name, image)],
  volumes: [{ name: 'tmp', emptyDir: {} }],
});

class Site extends Chart {
  constructor(scope, name, { replicas, image }) {
    super(scope, name);
    new ApiObject(this, 'budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(name, 'service'),
      spec: { maxUnavailable: 1, selector: { matchLabels: identity(name) } },
    });
    new ApiObject(this, 'address', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(name, 'service'),
      spec: {
        selector: identity(name),
        ports: [{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
      },
    });
    new ApiObject(this, 'account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata(name, 'identity'),
      automountServiceAccountToken: false,
    });
    new ApiObject(this, 'app', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(name, 'service'),
      spec: {
        replicas,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        selector: { matchLabels: identity(name) },
        template: { metadata: { labels: identity(name) }, spec: pod(name, image) },
      },
    });
  }
}

const app = new App();
for (const [name, site] of Object.entries(JSON.parse(readFileSync(process.argv[2])).sites)) new Site(app, name, site);
process.stdout.write(app.synthYaml());
