class Function(Module):
  def forward(self,
    weights: List[Tensor],
    gradients: List[Tensor],
    means: List[Tensor],
    variances: List[Tensor],
    count: List[Tensor],
    numbers: List[Tensor]) -> Tensor:
    rate = float(numbers[0][0])
    scale = float(numbers[0][1])
    decay = float(numbers[0][2])
    decoupled = bool(numbers[0][3])
    if torch.ne(scale, 1.):
      directions = torch._foreach_mul(gradients, scale)
    else:
      directions = gradients
    steps = torch.add_(count[0], 1)
    counts = torch.mul([steps], torch.len(weights))
    if decoupled:
      torch._fused_adamw_(weights, directions, means, variances, [], counts, lr=rate, beta1=0.9, beta2=0.999, weight_decay=decay, eps=1e-08, amsgrad=False, maximize=False)
    else:
      torch._fused_adam_(weights, directions, means, variances, [], counts, lr=rate, beta1=0.9, beta2=0.999, weight_decay=decay, eps=1e-08, amsgrad=False, maximize=False)
    return steps
