# Aliases only: everything happens in ./run
.PHONY: demo test check fix bench setup requirements
demo test check fix bench setup requirements:
	@./run $@
