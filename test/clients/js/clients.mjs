// Runs Azure's JavaScript clients and prints, as JSON, what they saw. The
// environment points them at the local Azure: identity endpoints over plain
// HTTP, everything else through HTTPS_PROXY under Azure's own host names.
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { BlobServiceClient } from "@azure/storage-blob";

const seen = {};

// claims decodes a token without checking it; the services do that.
function claims(token) {
  const { aud, appid } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  return { aud, appid };
}

// without runs f with some variables unset.
async function without(names, f) {
  const kept = names.map((name) => [name, process.env[name]]);
  names.forEach((name) => delete process.env[name]);
  try {
    return await f();
  } finally {
    kept.forEach(([name, value]) => value !== undefined && (process.env[name] = value));
  }
}

async function token(credential, resource) {
  return claims((await credential.getToken(`${resource}/.default`)).token);
}

async function code(promise) {
  try {
    await promise;
    return "no error";
  } catch (e) {
    return e.code ?? e.details?.errorCode ?? e.name;
  }
}

const reader = process.env.READER_CLIENT_ID;
const environment = [process.env.AZURE_TENANT_ID, process.env.APP_CLIENT_ID, process.env.APP_CLIENT_SECRET];

seen.appService = await token(new ManagedIdentityCredential(), "api://app-service");
seen.userAssigned = await token(new ManagedIdentityCredential({ clientId: reader }), "api://user-assigned");
seen.imds = await without(["IDENTITY_ENDPOINT", "IDENTITY_HEADER"], () =>
  token(new ManagedIdentityCredential(), "api://imds"),
);
seen.clientSecret = await token(new ClientSecretCredential(...environment), "https://vault.azure.net");
seen.workload = await token(
  new WorkloadIdentityCredential({
    tenantId: process.env.AZURE_TENANT_ID,
    clientId: process.env.WORKLOAD_CLIENT_ID,
    tokenFilePath: process.env.WORKLOAD_TOKEN_FILE,
  }),
  "https://vault.azure.net",
);

const credential = new DefaultAzureCredential();
const blobs = new BlobServiceClient("https://acct.blob.core.windows.net", credential);
const container = blobs.getContainerClient("from-js");
await container.create({ metadata: { owner: "js" } });
const large = Buffer.alloc(3_000_000, "abc");
const upload = await container.getBlockBlobClient("dir/large.bin").uploadData(large, {
  blockSize: 1_000_000,
  maxSingleShotSize: 1_000_000,
  concurrency: 2,
});
seen.uploaded = upload._response.status;
await container.getBlockBlobClient("small.txt").upload("hello", 5, {
  blobHTTPHeaders: { blobContentType: "text/plain" },
  metadata: { k: "v" },
});
seen.listed = [];
for await (const page of container.listBlobsFlat({ includeMetadata: true }).byPage({ maxPageSize: 1 })) {
  for (const item of page.segment.blobItems) {
    seen.listed.push([item.name, item.properties.contentLength, item.metadata?.k ?? ""]);
  }
}
seen.prefixes = [];
for await (const item of container.listBlobsByHierarchy("/")) {
  seen.prefixes.push(`${item.kind} ${item.name}`);
}
seen.downloaded = (await container.getBlobClient("dir/large.bin").downloadToBuffer()).equals(large);
const small = await container.getBlobClient("small.txt").getProperties();
seen.properties = [small.contentType, small.contentLength, small.metadata.k, small.blobType];
await container.getBlobClient("small.txt").delete();
seen.deleted = await container.getBlobClient("small.txt").exists();
seen.missing = await code(container.getBlobClient("small.txt").download());
seen.denied = await code(
  new BlobServiceClient("https://acct.blob.core.windows.net", new ManagedIdentityCredential({ clientId: reader }))
    .getContainerClient("from-js")
    .getBlockBlobClient("x")
    .upload("x", 1),
);

const vault = new SecretClient("https://v.vault.azure.net", credential);
seen.secret = (await vault.getSecret("demo-secret")).value;
await vault.setSecret("from-js", "one", { contentType: "text/plain" });
seen.secrets = [];
for await (const s of vault.listPropertiesOfSecrets()) {
  seen.secrets.push(s.name);
}

console.log(JSON.stringify(seen));
