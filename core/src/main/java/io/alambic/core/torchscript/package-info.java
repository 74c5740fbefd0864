/** TorchScript modules of the user's own: answering, training, and as files. */
package io.alambic.core.torchscript;
