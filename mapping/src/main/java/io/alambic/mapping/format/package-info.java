/** The formats of records: each opens a value as the same stream of tokens. */
package io.alambic.mapping.format;
