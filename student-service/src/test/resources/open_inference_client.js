// Clients of the Open Inference Protocol made at run time by @grpc/grpc-js: from the contract's file, and
// from what the server's reflection says.
//
// Usage: node open_inference_client.js HOST:PORT MODEL PROTO_FOLDER
const assert = require('assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const {GrpcReflection} = require('grpc-js-reflection-client');

const [target, model, protos] = process.argv.slice(2);
const options = {keepCase: true, longs: Number, defaults: true, oneofs: true};

function call(client, method, request) {
  return new Promise((resolve, reject) => client[method](
      request, {deadline: Date.now() + 30000}, (error, answer) => error ? reject(error) : resolve(answer)));
}

function image(raw, id) {
  const values = Array.from({length: 64}, (_, i) => (7 * i % 11) / 11);
  const tensor = {name: 'image', datatype: 'FP32', shape: [1, 1, 8, 8]};
  const request = {model_name: model, id, inputs: [tensor], outputs: [{name: 'logits'}]};
  if (raw) {
    request.raw_input_contents = [Buffer.from(new Float32Array(values).buffer)];
  } else {
    tensor.contents = {fp32_contents: values};
  }
  return request;
}

function logits(answer) {
  if (answer.raw_output_contents.length === 0) {
    return answer.outputs[0].contents.fp32_contents;
  }
  const bytes = answer.raw_output_contents[0];
  return Array.from({length: bytes.length / 4}, (_, i) => bytes.readFloatLE(4 * i));
}

function stream(client, count) {
  return new Promise((resolve, reject) => {
    const answers = [];
    const requests = client.ModelStreamInfer({deadline: Date.now() + 30000});
    requests.on('data', answer => answers.push(answer.infer_response.id));
    requests.on('error', reject);
    requests.on('end', () => resolve(answers));
    for (let i = 0; i < count; i++) {
      requests.write(image(true, String(i)));
    }
    requests.end();
  });
}

async function check(name, Service) {
  const client = new Service(target, grpc.credentials.createInsecure());
  assert.strictEqual((await call(client, 'ServerLive', {})).live, true);
  assert.strictEqual((await call(client, 'ModelReady', {name: model})).ready, true);
  const metadata = await call(client, 'ModelMetadata', {name: model});
  assert.deepStrictEqual(metadata.inputs, [{name: 'image', datatype: 'FP32', shape: [-1, 1, 8, 8]}]);
  let raw;
  let typed;
  for (let i = 0; i < 20 && (!raw || raw.model_version !== typed.model_version); i++) {
    raw = await call(client, 'ModelInfer', image(true, 'seven'));
    typed = await call(client, 'ModelInfer', image(false, 'seven'));
  }
  assert.strictEqual(raw.id, 'seven');
  assert.strictEqual(logits(raw).length, 4);
  assert.deepStrictEqual(logits(raw), logits(typed));
  const refused = await call(client, 'ModelInfer', {...image(true, ''), model_name: 'another'}).catch(error => error);
  assert.strictEqual(refused.code, grpc.status.NOT_FOUND);
  assert.deepStrictEqual(await stream(client, 50), Array.from({length: 50}, (_, i) => String(i)));
  const statistics = await call(client, 'ModelStatistics', {name: model});
  assert.ok(statistics.model_stats.length >= 1);
  client.close();
  console.log('ok ' + name);
}

async function main() {
  const loaded = loader.loadSync('inference/grpc_inference_service.proto', {...options, includeDirs: [protos]});
  await check('from the contract', grpc.loadPackageDefinition(loaded).inference.GRPCInferenceService);
  for (const version of ['v1', 'v1alpha']) {
    const reflection = new GrpcReflection(target, grpc.credentials.createInsecure(), {}, version);
    const services = await reflection.listServices();
    assert.ok(services.includes('inference.GRPCInferenceService'), services);
    assert.ok(services.includes('alambic.v1.StudentService'), services);
    const descriptor = await reflection.getDescriptorBySymbol('inference.GRPCInferenceService');
    await check('from reflection ' + version, descriptor.getPackageObject(options).inference.GRPCInferenceService);
  }
  console.log('done');
  process.exit(0);
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
