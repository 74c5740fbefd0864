/** The layers that a list may have. */
package io.alambic.core.layer.kind;
