/** Every way to a model that answers: model folder, TorchScript file, ONNX file, remote server. */
package io.alambic.models;
