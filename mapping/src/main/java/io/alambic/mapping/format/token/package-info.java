/** The tokens of binary formats: what their values are, and how far a record may drive a reader. */
package io.alambic.mapping.format.token;
