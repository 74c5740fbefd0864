/** Texts become tokens. */
package io.alambic.mapping.text;
