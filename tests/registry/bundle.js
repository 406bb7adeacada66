// bundle.js IMAGE DIGEST KEY [PREDICATE] - signs a package as cosign 3 does, by Sigstore's own libraries, and attaches the bundle to it in its registry
//
// IMAGE is HOST/REPOSITORY, KEY a private one in PEM; $SUBJECT is what the bundle is attached to, if that is another one, $WORDS how much it
// says beside. NODE_PATH has @sigstore/sign, @sigstore/bundle and @sigstore/oci; the login is in ~/.docker/config.json. Nobody but the registry is asked.
const crypto = require('node:crypto')
const fs = require('node:fs')
const { DSSEBundleBuilder } = require('@sigstore/sign')
const { bundleToJSON } = require('@sigstore/bundle')
const { attachArtifactToImage, getRegistryCredentials } = require('@sigstore/oci')

const [image, digest, file, predicateType = 'https://sigstore.dev/cosign/sign/v1'] = process.argv.slice(2)
const key = crypto.createPrivateKey(fs.readFileSync(file))

// A key of Ed25519 signs the text itself.
const signer = {
  async sign(text) {
    const signature = crypto.sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', text, key)
    return { signature, key: { $case: 'publicKey', publicKey: crypto.createPublicKey(key).export({ type: 'spki', format: 'pem' }), hint: 'a key' } }
  }
}

async function main() {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1', subject: [{ digest: { sha256: digest.replace('sha256:', '') } }], predicateType,
    predicate: { words: 'x'.repeat(Number(process.env.WORDS ?? 0)) }
  }
  const builder = new DSSEBundleBuilder({ signer, witnesses: [] })
  const bundle = await builder.create({ data: Buffer.from(JSON.stringify(statement)), type: 'application/vnd.in-toto+json' })
  const artifact = Buffer.from(JSON.stringify(bundleToJSON(bundle)))
  const attached = await attachArtifactToImage({
    imageName: image, imageDigest: process.env.SUBJECT ?? digest, artifact, mediaType: bundle.mediaType,
    annotations: { 'dev.sigstore.bundle.content': 'dsse-envelope', 'dev.sigstore.bundle.predicateType': predicateType },
    credentials: getRegistryCredentials(image)
  })
  console.log(attached.digest)
}

main().catch(error => { console.error(error); process.exit(1) })
