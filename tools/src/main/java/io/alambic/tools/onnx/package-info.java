/** Students of the zoo as ONNX files: their layers as operators, in 32 bits or quantized, loaded back and compared. */
package io.alambic.tools.onnx;
