/** What all models of texts share: texts out of tensors, many answers at once, probabilities of classes. */
package io.alambic.models.text;
