/** Texts become the tokens of a model, as a {@code tokenizer.json} of Hugging Face says. */
package io.alambic.tokenizer;
