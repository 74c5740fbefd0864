/** Networks of DJL's blocks, built from lists of layers. */
package io.alambic.core.layer.network;
