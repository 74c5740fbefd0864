/** Labelled texts, public or the user's own, and the tokens that models read of them. */
package io.alambic.datasets.text;
