"""What a training run will take, before it is paid for: memory, part by part, and time. See docs/memory.md."""
