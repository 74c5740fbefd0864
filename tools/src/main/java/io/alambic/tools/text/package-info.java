/** Models of texts: asked about tokens, and a transformer made a classifier by a head on its embeddings. */
package io.alambic.tools.text;
