/** The tensor engine of this process. */
package io.alambic.core.engine;
