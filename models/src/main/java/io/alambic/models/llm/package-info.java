/** Language models behind an OpenAI-compatible endpoint, as teachers of classes. */
package io.alambic.models.llm;
