/** Services that classify texts, as teachers: Hugging Face's endpoints and TorchServe. */
package io.alambic.models.classify;
