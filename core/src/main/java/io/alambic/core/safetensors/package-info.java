/** The safetensors file format: weights and checkpoints that other tools can read. */
package io.alambic.core.safetensors;
